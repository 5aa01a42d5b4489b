#!/usr/bin/env python3
"""Compares the built-in types with OpenAPI v3 documents of a Kubernetes API server, and says how to mend them.

    scripts/api-types.py FOLDER_OR_DOCUMENT...            differences; exit code 1 if there are any
    scripts/api-types.py --write FOLDER_OR_DOCUMENT...    puts what the documents say into the tables

The documents are what a server gives at /openapi/v3/api/v1 and /openapi/v3/apis/GROUP/VERSION. They tell names, shapes,
values, list types, defaults and what is required. They do not tell the numbers in protobuf, nor which fields are pointers
in Go: those are kept, and a field that is new to a table gets the number 0 and a guess. Its tag in the API's types.go
says the rest; a number 0 is named at the end.

No descriptions are taken over.
"""
import glob
import json
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TABLES = os.path.join(ROOT, "Sources/StructuredMerge/Schema/BuiltIn/APITypes+*.swift")
SHARED = {
    "io.k8s.apimachinery.pkg.api.resource.Quantity": "Q",
    "io.k8s.apimachinery.pkg.apis.meta.v1.Time": "T",
    "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime": "M",
    "io.k8s.apimachinery.pkg.util.intstr.IntOrString": "O",
    "io.k8s.apimachinery.pkg.runtime.RawExtension": "X",
    "io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1": "F",
}
SCALARS = {("string", ""): "s", ("boolean", ""): "b", ("integer", "int32"): "i", ("integer", "int64"): "l",
           ("number", "double"): "d", ("string", "byte"): "y"}
# Longer lists of values (signals) are left out.
MOST_VALUES = 20
WIDTH = 118


def type_name(component):
    """`core/v1.PodSpec` for `io.k8s.api.core.v1.PodSpec`; None for what is no type of the API."""
    match = re.match(r"io\.k8s\..*?(\w+)\.(v\d\w*)\.(\w+)$", component)
    return f"{match[1]}/{match[2]}.{match[3]}" if match else None


class Field:
    PATTERN = re.compile(
        r"(?P<name>[^:]+):(?P<number>\d+)(?P<pointer>\*?)(?P<shape>[^!?+=~-]+)(?P<omission>[!-]?)(?P<required>[?+]?)"
        r"(?P<default>=[^~]*)?(?P<strategy>~.*)?$")

    def __init__(self, token):
        parts = self.PATTERN.match(token)
        if not parts:
            raise SystemExit(f"api-types: expected NAME:NUMBER SHAPE, found '{token}'")
        self.__dict__.update({key: value or "" for key, value in parts.groupdict().items()})

    def __str__(self):
        return "".join([self.name, ":", self.number, self.pointer, self.shape, self.omission, self.required,
                        self.default, self.strategy])

    @property
    def is_required(self):
        return self.required == "+" or (self.omission == "!" and self.required != "?")

    def zero(self):
        """The default that is not written down."""
        if self.pointer:
            return None
        if self.shape[0] == "." or ("/" in self.shape and self.shape[0] not in "[{"):
            return {}
        return {"s": "", "i": 0, "l": 0, "b": False}.get(self.shape[0]) if self.is_required else None


class Table:
    """The types of one Swift file: name, words behind it, and fields, in their order."""

    def __init__(self, path):
        self.path = path
        self.text = open(path).read()
        self.types = {}
        name = None
        for line in re.search(r'#"""\n(.*)\n\s*"""#', self.text, re.S)[1].split("\n"):
            line = line[8:]
            if line[0] != " ":
                name, *words = line.split(" ")
                self.types[name] = (words, [])
            else:
                self.types[name][1].extend(Field(token) for token in line.split())

    def write(self):
        lines = []
        for name, (words, fields) in self.types.items():
            lines.append(" " * 8 + " ".join([name, *words]))
            line = " " * 10
            for token in map(str, fields):
                if line.strip() and len(line) + len(token) > WIDTH:
                    lines.append(line.rstrip())
                    line = " " * 10
                line += token + " "
            if line.strip():
                lines.append(line.rstrip())
        start, end = self.text.index('#"""\n') + 5, self.text.rindex('\n        """#')
        open(self.path, "w").write(self.text[:start] + "\n".join(lines) + self.text[end:])


def shape(schema, package):
    """A property in the notation of the tables."""
    reference = schema.get("$ref") or (schema.get("allOf") or [{}])[0].get("$ref")
    if reference:
        component = reference.rsplit("/", 1)[1]
        if component in SHARED:
            return SHARED[component]
        name = type_name(component)
        mark = {"atomic": "@", "granular": "%"}.get(schema.get("x-kubernetes-map-type"), "")
        return (name[len(package):] if name.startswith(package + ".") else name) + mark
    kind = schema.get("type")
    if kind == "array":
        return "[" + shape(schema["items"], package) + "]" + list_type(schema)
    if kind == "object":
        item = schema.get("additionalProperties")
        # `ExtraValue` is a list in a message of its own.
        text = shape(item, package) if isinstance(item, dict) else "s"
        text = "W" if text == "[s]" else text
        return "{" + text + "}" + ("@" if schema.get("x-kubernetes-map-type") == "atomic" else "")
    text = SCALARS.get((kind, schema.get("format", "")), "s")
    values = schema.get("enum", [])
    return text + ("|" + ",".join(values) if text == "s" and 0 < len(values) < MOST_VALUES else "")


def list_type(schema):
    kind, keys = schema.get("x-kubernetes-list-type"), schema.get("x-kubernetes-list-map-keys", [])
    merges = "merge" in schema.get("x-kubernetes-patch-strategy", "").split(",")
    if kind is None and merges:
        # Types older than list types say it with the patch strategy alone.
        key = schema.get("x-kubernetes-patch-merge-key")
        kind, keys = ("map", [key]) if key else ("set", [])
    return "set" if kind == "set" else f"map({','.join(keys)})" if kind == "map" else ""


def strategy(schema):
    text = schema.get("x-kubernetes-patch-strategy")
    key = schema.get("x-kubernetes-patch-merge-key")
    return "" if text is None else "~" + text + (":" + key if key else "")


def updated(known, name, schema, is_required, package, of_status):
    """The field as the document has it, with what only the table knows."""
    found = shape(schema, package)
    if known is None:
        field = Field(f"{name}:0{found if found[0] in '[{' else '*' + found}")
    else:
        field = Field(str(known))
        # Nobody checks the values of a status, which only controllers write.
        found = re.sub(r"\|[\w*,]*", "", found) if of_status else found
        field.shape = found
    field.strategy = strategy(schema)
    if field.is_required != is_required:
        always = field.omission == "!"
        field.required = ("" if always else "+") if is_required else ("?" if always else "")
    field.default = ""
    if "default" in schema and schema["default"] != field.zero() and schema["default"] not in ("", 0, False):
        field.default = "=" + json.dumps(schema["default"])
    return field


def main():
    arguments = [item for item in sys.argv[1:] if item != "--write"]
    if not arguments:
        raise SystemExit(__doc__)
    tables = [Table(path) for path in sorted(glob.glob(TABLES))]
    where = {name: table for table in tables for name in table.types}
    changes = []
    for path in arguments:
        for document in sorted(glob.glob(os.path.join(path, "*.json"))) if os.path.isdir(path) else [path]:
            for component, schema in json.load(open(document)).get("components", {}).get("schemas", {}).items():
                name = type_name(component)
                if name in where and not schema.get("items"):
                    changes += compare(name, schema, where)
    changes = list(dict.fromkeys(changes))
    print("\n".join(changes) or "the tables agree with the documents")
    if "--write" in sys.argv:
        for table in tables:
            table.write()
    unnumbered = [f"{name}.{field.name}" for name, table in where.items()
                  for field in table.types[name][1] if field.number == "0"]
    if unnumbered:
        print("without a number in protobuf:", ", ".join(unnumbered), file=sys.stderr)
    sys.exit(1 if changes and "--write" not in sys.argv else 0)


def compare(name, schema, where):
    """Brings a type of a table to what the document says; tells what changed."""
    package = name.split(".")[0]
    words, fields = where[name].types[name]
    changes = []
    is_atomic = schema.get("x-kubernetes-map-type") == "atomic"
    if is_atomic != ("atomic" in words):
        changes.append(f"{name}: {'' if is_atomic else 'not '}atomic")
        words.append("atomic") if is_atomic else words.remove("atomic")
    inlined = inlined_fields(name, where)
    required = schema.get("required", [])
    of_status = re.search(r"(Status|Condition)$", name) is not None
    known = {field.name: field for field in fields}
    for key, property_schema in schema.get("properties", {}).items():
        owner, owned = (name, known) if key in known or key not in inlined else inlined[key]
        if key in ("apiVersion", "kind") and key not in owned:
            continue
        field = updated(owned.get(key), key, property_schema, key in required, owner.split(".")[0], of_status)
        if str(field) != str(owned.get(key)):
            changes.append(f"{owner}: {owned.get(key)} -> {field}")
            rows = where[owner].types[owner][1]
            rows[:] = [field if row.name == key else row for row in rows] + ([] if key in owned else [field])
    for key in known:
        if key != "^" and key not in schema.get("properties", {}) and schema.get("properties"):
            changes.append(f"{name}: {key} is not in the document")
    return changes


def inlined_fields(name, where):
    """The fields of the types that stand in a type, by name: the type that has them, and its fields."""
    found = {}
    for field in where[name].types[name][1]:
        if field.name != "^":
            continue
        inner = (name.split(".")[0] if field.shape[0] == "." else "") + field.shape
        found.update(inlined_fields(inner, where))
        fields = {row.name: row for row in where[inner].types[inner][1]}
        found.update({key: (inner, fields) for key in fields if key != "^"})
    return found


if __name__ == "__main__":
    main()
