"""What a page says, and where its Chinese comes from."""

from html.parser import HTMLParser
from pathlib import Path

PO = Path("zh_Hans", "LC_MESSAGES", "django.po")


class Words(HTMLParser):
    """What a reader sees or hears of a page: texts, and the attributes that are spoken or shown."""

    SPOKEN = ("title", "alt", "aria-label", "placeholder", "data-label")

    def __init__(self, page: str):
        super().__init__()
        self.said, self.links, self.silent = [], [], 0
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.silent += tag in ("script", "style")
        self.links += [text for key, text in attrs if tag == "a" and key == "href" and text]
        button = tag == "input" and dict(attrs).get("type") in ("submit", "button")
        self.said += [text for key, text in attrs if text and (key in self.SPOKEN or (button and key == "value"))]

    def handle_endtag(self, tag):
        self.silent -= tag in ("script", "style")

    def handle_data(self, data):
        if not self.silent and data.strip():
            self.said.append(data.strip())
