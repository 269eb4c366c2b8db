#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# archive: an append-only archival and provenance store
"""Extractors and derivations (SPEC 3.8, 3.9): two good archives, and the invalid ones: E402, E403, E501 to E503."""

import copy

from archive_builder import Archive, canonical, deflate, digest, member
from bad_packs import ONE, TWO, bad, base

ABSENT = digest(b"this is nowhere")
TEXT = b"The first document of the vectors: forty-eight bytes.\n"
LINES = b"a line\n"
CODE = b"\0asm\1\0\0\0"
RULES = b"drop nothing\n"
CLOSURE = b"%s 7 /usr/lib/libpage.so\n" % (b"7" * 64)
DROP = object()

BUILTIN = {"code": None, "command": None, "kind": "builtin", "name": "page-text", "note": None,
           "outputs": [{"form": "text/1", "mediaType": "text/plain; charset=utf-8", "name": "text"}], "version": "1"}
COMMAND = {**BUILTIN, "kind": "command", "name": "page-lines", "note": "as it comes with the system",
           "command": {"arguments": ["-f", "rules", "{input}", "{output:lines}"],
                       "environment": ["LANG=C.UTF-8", "TZ=UTC"],
                       "executable": {"fileDigest": digest(b"no blob"), "path": "/usr/bin/page-lines", "size": 90210},
                       "files": [{"digest": digest(RULES), "name": "rules", "size": len(RULES)},
                                 {"digest": digest(CODE), "name": "rules.wasm", "size": len(CODE)}],
                       "probe": ["--version"]},
           "outputs": [{"form": "bytes", "mediaType": "application/octet-stream", "name": "debug"},
                       {"form": "text/1", "mediaType": "text/plain", "name": "lines"}]}
MODULE = {**BUILTIN, "kind": "wasm", "name": "page-links", "version": "2.0-beta",
          "code": {"digest": digest(CODE), "size": len(CODE)},
          "outputs": [{"form": "json/1", "mediaType": "application/json", "name": "links"}]}
CLAIMED = {**BUILTIN, "kind": "unknown", "name": "a-tool-of-1998", "outputs": [], "version": ""}


def changed(value, path, new):
    """A copy with another value at a path of names and positions with dots between, or without it."""
    value = copy.deepcopy(value)
    *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    inner = value
    for step in steps:
        inner = inner[step]
    if new is DROP:
        del inner[last]
    else:
        inner[last] = new
    return value


def blob(data, **members):
    return {"digest": digest(data), "size": len(data), **members}


def made(outputs):
    """The list of outputs: names to bytes."""
    return [blob(data, mediaType="text/plain", name=name) for name, data in sorted(outputs.items())]


def derived(statement, extractor, source=ONE, outputs=None, role="original", **members):
    """The members of a derivation by the extractor that a statement is about."""
    return {"computation": {"context": {"capturedAt": None, "httpContentType": None, "url": None},
                            "extractor": digest(canonical(extractor)),
                            "input": blob(source, mediaType="text/html", role=role),
                            "limits": {"memoryBytes": None, "milliseconds": None, "outputBytes": None},
                            "parameters": {}},
            "extractor": {"digest": digest(statement)}, "capture": None, "outcome": "ok",
            "outputs": made({"text": TEXT} if outputs is None else outputs),
            "engine": {"name": "make_vectors", "surroundings": None, "version": "1"}, "selfCheck": None,
            "claim": None, **members}


def claimed(statement, extractor, **members):
    """The members of a derivation that is only claimed."""
    value = derived(statement, extractor, outcome="claimed", engine=None, claim={"by": None, "source": "document"})
    value["computation"]["input"] = {"digest": None, "mediaType": None, "role": "missing", "size": None}
    return {**value, **members}


# ---- good -----------------------------------------------------------------------------------------------------------

def archive():
    """Extractors of all kinds; derivations that are good, checked, claimed, failed, of a derivative, and come before."""
    a = base()
    capture = a.capture(ONE, url={"asked": "https://example.org/", "final": None})
    a.batch([], [capture])
    builtin, command, module, old = (a.statement("extractor", extractor=extractor)
                                     for extractor in (BUILTIN, COMMAND, MODULE, CLAIMED))
    first = a.statement("derivation", **derived(
        builtin, BUILTIN, capture={"digest": digest(capture)},
        selfCheck={"identical": True, "perturbed": ["clock", "folder", "hash-seed", "locale", "time-zone"], "runs": 2}))
    # The extractor's statement comes with the next pack, its entry with the one after.
    a.batch([TEXT], [first])
    around = {"closure": blob(CLOSURE), "machine": "x86_64", "sandbox": "namespaces", "tracer": "ptrace"}
    engine = {"name": "make_vectors", "surroundings": around, "version": "1"}
    lines = derived(command, COMMAND, TEXT, {"debug": b"", "lines": LINES}, "derivative", engine=engine,
                    selfCheck={"identical": False, "perturbed": [], "runs": 3})
    lines["computation"].update(
        context={"capturedAt": "2024-01-01T00:00:00Z", "httpContentType": "text/html", "url": "https://example.org/"},
        limits={"memoryBytes": 2**30, "milliseconds": 60000, "outputBytes": 2**53 - 1},
        parameters={"keep": {"images": False, "most": 7}})
    statements = [command, a.statement("derivation", **lines)]
    a.commit([a.pack([member(1, [LINES, b"", RULES, CODE, CLOSURE]), member(4, [builtin] + statements)])]
             + [a.entry(statement) for statement in statements])
    statements = [old, a.statement("derivation", **claimed(old, CLAIMED, capture={"digest": digest(capture)})), module]
    for outcome in ("failed:no-text", "exit:1", "exit:255", "signal:64", "limit:time", "limit:memory", "limit:output"):
        failed = derived(module, MODULE, TWO, {}, outcome=outcome)
        failed["computation"]["parameters"]["case"] = outcome
        statements.append(a.statement("derivation", **failed))
    a.commit([a.pack([member(4, statements)]), a.entry(builtin)] + [a.entry(statement) for statement in statements])
    return a


def odd():
    """What is odd and allowed: unknown members, which are in the IDs; sorting by bytes; outputs of a failure; no name."""
    a = base()
    extractor = {**COMMAND, "name": "a" * 64, "version": "\u00e9", "later": {"x": [1]}}
    extractor["command"] = {**COMMAND["command"], "arguments": [""], "probe": [], "later": None, "environment": [
        "", "\0=", "\1=", "\x1f", "\"", "#", "A=1", "A=2", "\\", "a", "e\u0301", "\u00e9", "\uff21", "\U0001f4dc"],
        "executable": {"fileDigest": ABSENT, "path": "", "size": 0},
        "files": [blob(RULES, name=""), blob(RULES, name="../\u00e9")]}
    extractor["outputs"] = [{"form": "bytes", "later": True, "mediaType": "", "name": name}
                            for name in ("a", "a-", "a-1", "a0", "ab")]
    statement = a.statement("extractor", extractor=extractor, later=[])
    value = derived(statement, extractor, outputs={"other": TEXT, "text": TEXT}, outcome="failed:" + "z" * 64)
    value["computation"].update(later={"x": {"digest": None}}, parameters={"digest": None, "\x7f": "\0"})
    value["computation"]["limits"] = {"later": 1, "memoryBytes": 0, "milliseconds": 0, "outputBytes": 0}
    value["extractor"]["size"] = len(statement)
    twice = a.statement("derivation", **value)
    again = a.statement("derivation", **{**value, "selfCheck": {"identical": True, "perturbed": [], "runs": 2**53 - 1}})
    guess = a.statement("derivation", **claimed(statement, extractor, later=0,
                                                selfCheck={"identical": False, "perturbed": ["locale"], "runs": 2}))
    return a.batch([TEXT, RULES], [twice, statement, again, guess])


# ---- E402: extractors -----------------------------------------------------------------------------------------------

def extractor(name, about, path, new, value=BUILTIN):
    """A third commit with an extractor that is another one at a path."""
    @bad("E402", "extractor-" + name, quick="", about=about)
    def _():
        a = base()
        return a.batch([CODE, RULES], [a.statement("extractor", **changed({"extractor": value}, path, new))])


extractor("missing", "An extractor statement has no `extractor`.", "extractor", DROP)
extractor("null", "`extractor` is null.", "extractor", None)
for _name in ("code", "command", "kind", "name", "note", "outputs", "version"):
    extractor("missing-" + _name, "An extractor has no `%s`." % _name, "extractor." + _name, DROP)
extractor("name-upper", "An extractor's name has a capital.", "extractor.name", "Page")
extractor("name-digit", "An extractor's name starts with a digit.", "extractor.name", "2text")
extractor("name-over-64", "An extractor's name has 65 bytes.", "extractor.name", "a" * 65)
extractor("version-number", "An extractor's version is a number.", "extractor.version", 1)
extractor("kind", "An extractor's kind is not in the list.", "extractor.kind", "program")
extractor("code-digest-null", "The digest of a module's code is null.", "extractor.code.digest", None, MODULE)
extractor("code-size-missing", "A module's code has no size.", "extractor.code.size", DROP, MODULE)
extractor("command-unasked", "A module has a command.", "extractor.command", COMMAND["command"], MODULE)
extractor("command-null", "An extractor of kind `command` has none.", "extractor.command", None, COMMAND)
extractor("environment-order", "A command's environment is sorted as UTF-16.", "extractor.command.environment",
          ["\U0001f4dc", "\uff21"], COMMAND)
extractor("environment-twice", "A command's environment has a variable twice.", "extractor.command.environment",
          ["A=1", "A=1"], COMMAND)
extractor("arguments-number", "A command's argument is a number.", "extractor.command.arguments.0", 1, COMMAND)
extractor("probe-null", "A command's `probe` is null.", "extractor.command.probe", None, COMMAND)
extractor("executable-digest", "A command's `fileDigest` is no digest.", "extractor.command.executable.fileDigest",
          "77" * 32, COMMAND)
extractor("executable-size", "The size of a command's program is null.", "extractor.command.executable.size", None,
          COMMAND)
extractor("files-order", "A command's files are not sorted.", "extractor.command.files.0.name", "z", COMMAND)
extractor("file-size-null", "The size of a command's file is null.", "extractor.command.files.1.size", None, COMMAND)
extractor("outputs-order", "An extractor's outputs are not sorted.", "extractor.outputs.0.name", "z", COMMAND)
extractor("outputs-twice", "An extractor has two outputs of one name.", "extractor.outputs.0.name", "lines", COMMAND)
extractor("output-name", "An output's name has a space.", "extractor.outputs.0.name", "the text")
extractor("output-form", "An output's form is not in the list.", "extractor.outputs.0.form", "text/2")


# ---- E402: derivations ----------------------------------------------------------------------------------------------

def with_derivation(a, value, by=None, more=(), entries=None):
    """The base, and a commit with the statement that an extractor is, and a derivation."""
    derivation = a.statement("derivation", **value)
    statements = ([by] if by else []) + [derivation]
    return a.batch([TEXT, *more], statements, _entries=entries)


def derivation(name, about, path, new, make=derived):
    """A third commit with an extractor, and a derivation by it that is another one at a path."""
    @bad("E402", "derivation-" + name, quick="", about=about)
    def _():
        a = base()
        by = a.statement("extractor", extractor=BUILTIN)
        return with_derivation(a, changed(make(by, BUILTIN), path, new), by)


for _name in ("capture", "claim", "computation", "engine", "extractor", "outcome", "outputs", "selfCheck"):
    derivation("missing-" + _name.replace("C", "-c"), "A derivation has no `%s`." % _name, _name, DROP)
for _name in ("context", "extractor", "input", "limits", "parameters"):
    derivation("computation-missing-" + _name, "A computation has no `%s`." % _name, "computation." + _name, DROP)
derivation("extractor-digest-null", "The digest of a derivation's extractor is null.", "extractor.digest", None)
derivation("capture-digest-missing", "A derivation's capture has no digest.", "capture", {})
for _name, _text in (("unknown", "done"), ("exit-0", "exit:0"), ("exit-256", "exit:256"), ("exit-zero-first", "exit:01"),
                     ("signal-65", "signal:65"), ("limit", "limit:cpu"), ("failed-name", "failed:No text")):
    derivation("outcome-" + _name, "The outcome is `%s`." % _text, "outcome", _text)
derivation("outputs-order", "A derivation's outputs are not sorted.", "outputs",
           made({"a": TEXT, "b": TEXT})[::-1])
derivation("outputs-twice", "A derivation has two outputs of one name.", "outputs", 2 * made({"a": TEXT}))
derivation("output-name", "The name of an output has a capital.", "outputs.0.name", "Text")
derivation("output-size-null", "The size of an output is null.", "outputs.0.size", None)
derivation("output-digest-null", "The digest of an output is null.", "outputs.0.digest", None)
derivation("engine-version", "The version of an engine is null.", "engine.version", None)
derivation("surroundings-machine", "`machine` of the surroundings is null.", "engine.surroundings",
           {"closure": None, "machine": None, "sandbox": None, "tracer": None})
derivation("closure-size-missing", "The list of files has no size.", "engine.surroundings",
           {"closure": {"digest": digest(TEXT)}, "machine": "x86_64", "sandbox": None, "tracer": None})
derivation("self-check-runs-1", "It was checked in one run.", "selfCheck",
           {"identical": True, "perturbed": [], "runs": 1})
derivation("self-check-identical", "`identical` is a number.", "selfCheck",
           {"identical": 1, "perturbed": [], "runs": 2})
derivation("self-check-order", "What was another one is not sorted.", "selfCheck",
           {"identical": True, "perturbed": ["locale", "clock"], "runs": 2})
derivation("self-check-unknown", "What was another one is not in the list.", "selfCheck",
           {"identical": True, "perturbed": ["weather"], "runs": 2})
derivation("computation-extractor", "The extractor ID is an object.", "computation.extractor", {"digest": digest(ONE)})
derivation("input-role", "The role of the input is not in the list.", "computation.input.role", "document")
derivation("input-digest-null", "The input is there, and its digest is null.", "computation.input.digest", None)
derivation("input-size-null", "The input is there, and its size is null.", "computation.input.size", None)
derivation("input-media-type", "The media type of the input is an object.", "computation.input.mediaType",
           {"source": "list", "value": "text/html"})
derivation("input-missing-digest", "The input is missing, and has a digest.", "computation.input.digest", digest(ONE),
           claimed)
derivation("input-missing-size", "The input is missing, and has a size.", "computation.input.size", 0, claimed)
derivation("context-url", "A context has no `url`.", "computation.context.url", DROP)
derivation("limits-negative", "A limit is negative.", "computation.limits.milliseconds", -1)
derivation("limits-text", "A limit is text.", "computation.limits.memoryBytes", "1024")
derivation("parameters-list", "The parameters are a list.", "computation.parameters", [])
derivation("claim-source", "The source of a claim is not in the list.", "claim.source", "hearsay", claimed)
derivation("claim-by-missing", "A claim has no `by`.", "claim.by", DROP, claimed)
derivation("claimed-and-run", "The outcome is `claimed`, though it was run.", "outcome", "claimed")
derivation("claimed-with-outcome", "It is claimed, and the outcome is `ok`.", "outcome", "ok", claimed)
derivation("claimed-with-engine", "It is claimed, and something ran it.", "engine",
           {"name": "x", "surroundings": None, "version": "1"}, claimed)
derivation("claimed-by-nobody", "It is claimed, and `claim` is null.", "claim", None, claimed)
derivation("run-without-engine", "It was run, and by nothing.", "engine", None)
derivation("claimed-with-input", "It is claimed, and the input is there.", "computation.input",
           blob(ONE, mediaType=None, role="original"), claimed)


@bad("E402", "derivation-then-no-mismatch", quick="")
def _():
    """A malformed derivation is by another extractor than it says, and names a missing blob; neither is looked for."""
    a = base()
    by = a.statement("extractor", extractor=BUILTIN)
    return with_derivation(a, derived(by, MODULE, outputs={"text": b"missing"}, outcome="no"), by)


# ---- E503 -----------------------------------------------------------------------------------------------------------

@bad("E503", "other-id", quick="")
def _():
    """A derivation's extractor ID is that of another extractor, which is in the log too."""
    a = base()
    a.batch([CODE], [a.statement("extractor", extractor=MODULE)])
    by = a.statement("extractor", extractor=BUILTIN)
    return with_derivation(a, derived(by, MODULE), by)


@bad("E503", "id-of-statement", quick="")
def _():
    """A derivation's extractor ID is the digest of the whole statement."""
    a = base()
    by = a.statement("extractor", extractor=BUILTIN)
    return with_derivation(a, changed(derived(by, BUILTIN), "computation.extractor", digest(by)), by)


@bad("E503", "id-without-unknown-member", quick="")
def _():
    """A derivation's extractor ID is that of the extractor without a member that nobody knows."""
    a = base()
    by = a.statement("extractor", extractor={**BUILTIN, "later": None})
    return with_derivation(a, derived(by, BUILTIN), by)


@bad("E503", "one-of-two", quick="")
def _():
    """Two derivations by one extractor; the ID of the second one is wrong."""
    a = base()
    by = a.statement("extractor", extractor=BUILTIN)
    with_derivation(a, derived(by, BUILTIN), by)
    return with_derivation(a, derived(by, CLAIMED))


@bad("E503", "claimed", quick="")
def _():
    """A derivation that is only claimed has a wrong extractor ID."""
    a = base()
    by = a.statement("extractor", extractor=CLAIMED)
    return with_derivation(a, claimed(by, BUILTIN), by)


@bad("E503", "without-entry", quick="")
def _():
    """The extractor's statement is in a pack, and no entry names it."""
    a = base()
    by = a.statement("extractor", extractor=BUILTIN)
    return with_derivation(a, derived(by, BUILTIN), by, entries=lambda entries: [entries[0], entries[2]])


@bad("E503", "names-document", quick="")
def _():
    """A derivation's extractor is a document, which is an extractor's statement all the same."""
    a = base()
    by = a.statement("extractor", extractor=BUILTIN)
    return with_derivation(a, derived(by, BUILTIN), more=[by])


@bad("E503", "names-capture", quick="")
def _():
    """A derivation's extractor is a capture."""
    a = base()
    by = a.capture(TWO, extractor=BUILTIN)
    return with_derivation(a, derived(by, BUILTIN), by)


@bad("E503", "names-itself-in-part", quick="")
def _():
    """A derivation's extractor is another derivation, whose member `extractor` is what the ID is of."""
    a = base()
    by = a.statement("extractor", extractor=BUILTIN)
    first = a.statement("derivation", **derived(by, BUILTIN))
    value = derived(first, {"digest": digest(by)})
    return a.batch([TEXT], [by, first, a.statement("derivation", **value)])


@bad("E401+E503", "extractor-among-blobs", quick="")
def _():
    """The extractor's statement is in a member of kind 1 instead of 4, and an entry names it."""
    a = base()
    by = a.statement("extractor", extractor=BUILTIN)
    value = a.statement("derivation", **derived(by, BUILTIN))
    a.commit([a.pack([member(1, [TEXT, by]), member(4, [value])]), a.entry(by), a.entry(value)])
    return a


def wrong_extractor(codes, name, about, by, kind=None):
    """The extractor's statement has a fault of its own; `by` makes it, `kind` is the type in its entry."""
    @bad(codes, name, quick="", about=about)
    def _():
        a = base()
        statement = by(a)
        return with_derivation(a, derived(statement, BUILTIN), statement, entries=lambda entries: [
            entries[0], Archive.entry(statement, kind), entries[2]])


wrong_extractor("E402+E503", "extractor-malformed", "The extractor's statement has no operator.",
                lambda a: a.statement("extractor", ("operator",), extractor=BUILTIN))
wrong_extractor("E404+E503", "extractor-newer", "The extractor's statement is of version 2.",
                lambda a: a.statement("extractor", extractor=BUILTIN, version=2))
wrong_extractor("E403+E503", "extractor-as-note", "The entry of the extractor's statement is of type `note`.",
                lambda a: a.statement("extractor", extractor=BUILTIN), "note")
wrong_extractor("E403+E503", "stamp-as-extractor", "The entry says `extractor`, the statement `stamp`.",
                lambda a: a.statement("stamp", extractor=BUILTIN), "extractor")


@bad("E205", "extractor-statement", default="E205", quick="")
def _():
    """The only copy of the extractor's statement is damaged: nobody can say of which extractor it was."""
    a = base()
    by = a.statement("extractor", extractor=BUILTIN)
    value = a.statement("derivation", **derived(by, MODULE))
    a.commit([a.pack([member(1, [TEXT]), member(4, [by], stream=deflate(by.replace(b"page-text", b"page-next"))),
                      member(4, [value])]), a.entry(by), a.entry(value)])
    return a


@bad("E209", "then-no-mismatch")
def _():
    """A member of version 2 may hold what is missing, so the entry without statement and the mismatch are not reported."""
    a = base()
    by = a.statement("extractor", extractor=BUILTIN)
    a.commit([a.pack([member(4, [by]), member(1, [ONE], version=2)])])
    return with_derivation(a, derived(by, BUILTIN))


# ---- E501, E502 -----------------------------------------------------------------------------------------------------

def refers(codes, name, about, value, path, new):
    """A third commit with an extractor of some kind and a derivation by it, one of which names a wrong blob."""
    @bad(codes, name, quick="", about=about)
    def _():
        a = base()
        around = {"closure": blob(CLOSURE), "machine": "x86_64", "sandbox": None, "tracer": None}
        engine = {"name": "make_vectors", "surroundings": around, "version": "1"}
        what = value
        if path.startswith("object."):
            what = changed({"object": value}, path, new)["object"]
        by = a.statement("extractor", extractor=what)
        members = derived(by, what, engine=engine)
        if not path.startswith("object."):
            members = changed(members, path, new)
        return with_derivation(a, members, by, [CODE, RULES, CLOSURE])


for _codes, _what, _about in (("E501", {"digest": ABSENT}, "is in no pack"), ("E502", {"size": 1}, "has a wrong size")):
    refers(_codes, "derivation-output", "An output %s." % _about, BUILTIN, "outputs",
           [{**made({"text": TEXT})[0], **_what}])
    refers(_codes, "derivation-input", "The input %s." % _about, BUILTIN, "computation.input",
           blob(ONE, mediaType=None, role="derivative", **_what))
    refers(_codes, "derivation-closure", "The list of files %s." % _about, BUILTIN, "engine.surroundings.closure",
           blob(CLOSURE, **_what))
    refers(_codes, "extractor-code", "A module's code %s." % _about, MODULE, "object.code", blob(CODE, **_what))
    refers(_codes, "extractor-file", "A file of a command %s." % _about, COMMAND, "object.command.files.0",
           blob(RULES, name="rules", **_what))
refers("E501", "derivation-capture", "The capture of a derivation is in no pack.", BUILTIN, "capture",
       {"digest": ABSENT})
refers("E501", "derivation-extractor", "The extractor's statement is in no pack; that is all that is reported.", BUILTIN,
       "extractor.digest", ABSENT)
refers("E502", "derivation-extractor", "The extractor's statement has another size than the derivation says.", BUILTIN,
       "extractor.size", 7)
