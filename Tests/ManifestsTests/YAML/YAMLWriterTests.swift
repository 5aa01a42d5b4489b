import Manifests
import Testing

struct YAMLWriterTests {
    @Test func `an object is written as kubectl prints it, what a reader looks for first`() {
        let value: Value = [
            "spec": [
                "template": ["containers": [["image": "a:1", "name": "c", "args": ["-x", "- y"]]], "n": []], "on": [:],
            ],
            "kind": "Deployment", "apiVersion": "apps/v1",
            "metadata": ["labels": ["a": "yes", "b": "1"], "name": "x"],
            "data": ["script": "a\n  b\n", "last": "x\ny", "number": 1.5, "nothing": .null],
        ]
        #expect(
            YAML.write(value) == """
                apiVersion: apps/v1
                kind: Deployment
                metadata:
                  name: x
                  labels:
                    a: "yes"
                    b: "1"
                spec:
                  "on": {}
                  template:
                    containers:
                    - name: c
                      args:
                      - -x
                      - "- y"
                      image: a:1
                    "n": []
                data:
                  last: |-
                    x
                    y
                  nothing: null
                  number: 1.5
                  script: |
                    a
                      b

                """)
    }

    @Test func `what is written reads back as the same value`() {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<3_000 {
            let value = Value.random(depth: 5, using: &generator).withoutIntegralDoubles
            let text = YAML.write(value)
            let (documents, faults) = YAML.parse(text, file: "r.yaml")
            #expect(faults.isEmpty, "\(text)")
            #expect((documents.first?.value ?? .null) == value, "\(text)")
        }
    }

    @Test(arguments: [
        "", " ", "a ", " a", "-", "--", "---", "- a", "-a", "--- a", "...", "....", "?", "? a", "?a", ":", ":a", ": a",
        "a:", "a: b", "a:b",
        "#", "a#", "a #", "a # b", "&a", "*a", "!a", "|", ">", "'", "\"", "%a", "@", "`", "[", "]", "{", "}", ",",
        "a,b", "<<", "=", "~",
        "null", "yes", "y", "1", "1.0", ".5", ".", ".nan", "0x1", "1_0", "2001-01-01", "a\nb", "\n", "\n\n", "a\n",
        "a\n\n", "\na", " a\nb",
        "a\n b", "a \nb", "a\n\nb\n", "\t", "\ta", "a\tb", "a\n\tb", "\r", "a\r\nb", "\u{0}", "\u{7f}", "\u{85}",
        "\u{a0}", "\u{2028}", "\u{FEFF}",
        "\u{FFFE}", "é", "e\u{301}", "😀", "it's", "\\", "\\n", "a\u{FEFF}b", "-\t", ":\t", "a:\tb", "a\t#b", "?\tb",
        "a\n---\nb", "a\n# b\n",
    ])
    func `a string reads back from every place it can stand in`(string: String) {
        let value: Value = [
            "top": .string(string), "list": [.string(string), [.string(string)]], "key": .object([string: 1]),
            "long": .object([String(repeating: string, count: 200) + "x": [.string(string)]]),
        ]
        for value in [value, .string(string), [.string(string)]] {
            let text = YAML.write(value)
            let (documents, faults) = YAML.parse(text, file: "r.yaml")
            #expect(documents.first?.value == value, "\(text) \(faults)")
        }
    }

    @Test func `strings are quoted only where they must be`() {
        for string in [
            "a", "a b", "a:b", "-x", "a#b", "http://x/y?z", "1Gi", "100m", "v1", "10.0.0.1", "a'b", "é", "a,b", "x[0]",
            "{",
        ] {
            #expect(YAML.write(["k": .string(string)]) == "k: \(string == "{" ? "\"{\"" : string)\n")
        }
    }
}
