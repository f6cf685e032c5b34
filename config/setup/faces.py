"""Cut the two faces of Noto Sans CJK SC that printed documents use to the characters they nearly always need.

A whole face holds 65,535 glyphs in 20 MB, which each process that draws reads twice and cuts anew for every document.
What is cut away, a rare character in a name, is drawn with the whole face (manifests/documents/render.py).
"""

import shutil
import subprocess
import sys
from pathlib import Path

FAMILY = "Noto Sans CJK SC"
WEIGHTS = {"regular": 80, "bold": 200}  # in fontconfig's measure
LATIN = (range(0x20, 0x7F), range(0xA0, 0x180), range(0x2010, 0x2040))


def characters() -> str:
    """GB 2312, which holds 6,763 Chinese characters and signs like ① and ℃, and what is printed of Latin writing."""
    rows, cells = range(0xA1, 0xF8), range(0xA1, 0xFF)
    chinese = {bytes((row, cell)).decode("gb2312", "ignore") for row in rows for cell in cells}
    latin = {chr(code) for codes in LATIN for code in codes}
    return "".join(sorted(chinese | latin))


def cut(folder: Path) -> None:
    """Leave `regular.otf` and `bold.otf` in the folder. Raises CalledProcessError, or ValueError without the font."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = folder / "characters.txt"
    wanted.write_text(characters(), encoding="utf-8")
    for name, weight in WEIGHTS.items():
        family, file, index = _output(
            "fc-match", "--format=%{family}\t%{file}\t%{index}", f"{FAMILY}:weight={weight}"
        ).split("\t")
        if FAMILY not in family.split(","):
            raise ValueError(f"The font {FAMILY} is missing.")
        unfinished = folder / f"{name}.unfinished"
        face = f"--face-index={index}"
        _output("hb-subset", face, f"--text-file={wanted}", "--layout-features=*", f"--output-file={unfinished}", file)
        unfinished.replace(folder / f"{name}.otf")


def _output(*command: str) -> str:
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout  # noqa: S603


if __name__ == "__main__":
    if shutil.which("hb-subset") and shutil.which("fc-match"):
        cut(Path(sys.argv[1]))
    else:
        print("Without hb-subset and fc-match the faces of documents stay whole: larger files, drawn more slowly.")
