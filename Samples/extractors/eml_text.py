#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# archive: an append-only archival and provenance store
"""Writes the text of a mail and what its header says.

usage: eml_text.py MAIL TEXT METADATA

TEXT is what a reader is shown first: the plain text, or the text of the HTML where there is none.
METADATA is JSON with the fields as they stand in the mail, decoded, and the names of attachments;
what the mail does not say is null. Exit code 3: the file has no header field of a mail.
"""

import email
import email.policy
import html.parser
import json
import sys

FIELDS = ["date", "from", "message-id", "subject", "to"]
BLOCKS = {"blockquote", "br", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "p", "table", "td", "tr"}
HIDDEN = {"head", "script", "style", "title"}


class TextOfHTML(html.parser.HTMLParser):
    """Collects what stands between tags, with a line feed where a block begins or ends."""

    def __init__(self):
        super().__init__()
        self.pieces = []
        self.depth = 0

    def handle_starttag(self, tag, attributes):
        self.depth += tag in HIDDEN
        if tag in BLOCKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag):
        self.depth = max(0, self.depth - (tag in HIDDEN))
        if tag in BLOCKS:
            self.pieces.append("\n")

    def handle_data(self, data):
        if self.depth == 0:
            self.pieces.append(data)


def paragraphs(text):
    """Returns the lines that have something in them, each with single spaces."""
    return [line for line in (" ".join(line.split()) for line in text.splitlines()) if line]


def clean(text):
    """Leaves out what the output's form does not have: control characters and half characters."""
    text = "".join(character for character in text if character >= " " or character in "\n\t")
    return text.encode("utf-8", "replace").decode("utf-8")


def text_of(mail):
    body = mail.get_body(preferencelist=("plain", "html"))
    if body is None:
        return ""
    try:
        text = body.get_content()
    except (LookupError, UnicodeError):
        # A character set that Python does not know: the ASCII in it is better than nothing.
        text = (body.get_payload(decode=True) or b"").decode("ascii", "replace")
    if body.get_content_type() == "text/html":
        reader = TextOfHTML()
        reader.feed(text)
        reader.close()
        text = "".join(reader.pieces)
    return "".join(line + "\n" for line in paragraphs(clean(text)))


def metadata_of(mail):
    fields = {name: None if mail[name] is None else clean(str(mail[name])) for name in FIELDS}
    names = [part.get_filename() for part in mail.iter_attachments()]
    fields["attachments"] = [None if name is None else clean(name) for name in names]
    return fields


def main(arguments):
    if len(arguments) != 3:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    with open(arguments[0], "rb") as file:
        mail = email.message_from_binary_file(file, policy=email.policy.default)
    if all(mail[name] is None for name in FIELDS):
        print("no mail: it has no field " + ", ".join(FIELDS), file=sys.stderr)
        return 3
    with open(arguments[1], "w", encoding="utf-8", newline="\n") as file:
        file.write(text_of(mail))
    with open(arguments[2], "w", encoding="utf-8", newline="\n") as file:
        json.dump(metadata_of(mail), file, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
