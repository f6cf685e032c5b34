"""Names that nobody bears: invented words, credit codes of an artificial series, telephone numbers not in use."""

from itertools import cycle

from stdnum.cn import uscc

from config.demo.dice import Dice

MARK = "（演示）"
FIRST = "青云澄岚霁砚槐苍禾棠屿岫荻蘅柚筠暄泠芷黛蒹朔沅翊檀苓晴桢昀琅"
SECOND = "杉岭舟川湖梧渚麓野溪汀陌桐峦泽堤葭岑圃浦洲垣柯岩杼"
SURNAMES = "陈王周吴徐蒋史潘薛袁狄葛虞耿宗宣费恽缪芮谈承沈陆顾庄汤殷邵岳董梅"
GIVEN = (
    "知远", "明澈", "书砚", "若溪", "景行", "望舒", "嘉树", "一苇", "思齐", "怀瑾",
    "安澜", "亦舟", "清和", "念北", "予安", "星野", "以宁", "听澜", "既明", "临川",
    "长庚", "南乔", "时雨", "云帆", "见山", "月白", "疏桐", "晚照", "闻笛", "秋实",
)  # fmt: skip


class Names:
    """Hands out each name, code and number once."""

    def __init__(self, dice: Dice):
        words = [a + b for a in FIRST for b in SECOND]
        people = [surname + given for surname in SURNAMES for given in GIVEN]
        dice.shuffle(words)
        dice.shuffle(people)
        # In a very large city two people share a name, as they do; enterprises never.
        self._words, self._people = iter(words), cycle(people)
        self._enterprises = self._desks = self._mobiles = self._plates = 0

    def word(self) -> str:
        return next(self._words)

    def person(self) -> str:
        return next(self._people)

    def registration_no(self, region: str) -> str:
        """18 characters with a right check character, in the series MA0DEM that no registry gives out."""
        self._enterprises += 1
        body = f"91{region}MA0DEM{self._enterprises:03d}"
        return body + uscc.calc_check_digit(body)

    def desk_phone(self) -> str:
        self._desks += 1
        return f"0519-5550{self._desks % 1000:03d}"

    def mobile(self) -> str:
        self._mobiles += 1
        return f"139-0000-{self._mobiles:04d}"

    def plate(self) -> str:
        self._plates += 1
        return f"苏D演{self._plates:04d}"
