import Manifests
import Testing

struct YAMLParseTests {
    private func diagnostics(_ text: String, limits: YAML.Limits = .standard) -> [String] {
        YAML.parse(text, file: "a.yaml", limits: limits).diagnostics.map(\.description)
    }

    @Test func `every document that is not empty is read, with the place of its first node`() {
        let text = "# head\n---\na: 1\n---\n# nothing\n---\nnull\n---\n- b\n...\n---\n\n  c: é\n"
        let (documents, faults) = YAML.parse(text, file: "a.yaml")
        #expect(faults.isEmpty)
        #expect(documents.map(\.value) == [["a": 1], ["b"], ["c": "é"]])
        #expect(documents.map(\.location.description) == ["a.yaml:3:1", "a.yaml:9:1", "a.yaml:13:3"])
    }

    @Test func `what is read takes no more room than it needs`() throws {
        let (documents, _) = YAML.parse("- {b: 1, a: [1, 2]}\n---\nb: 1\na: {c: 2}\n", file: "f.yaml")
        #expect(documents.count == 2)
        #expect(try #require(documents[0].value.array).capacity <= 2)
        #expect(try #require(documents[0].value.array?.first?["a"]?.array).capacity <= 4)
        #expect(try #require(documents[1].value.object).members.capacity <= 3)
        #expect(try #require(documents[1].value.object).members.map(\.key) == ["a", "b"])
    }

    @Test func `a byte order mark and carriage returns change nothing`() {
        let text = "\u{FEFF}a: 1\r\nb:\r\n- c\r\n"
        let (documents, faults) = YAML.parse(text, file: "a.yaml")
        #expect(faults.isEmpty)
        #expect(documents.first?.value == ["a": 1, "b": ["c"]])
        #expect(documents.first?.location(of: ["b", 0])?.description == "a.yaml:3:3")
    }

    @Test func `a file without documents is no fault`() {
        for text in ["", "\n\n", "# only\n", "---\n", "---\n---\n", "\u{FEFF}"] {
            let (documents, faults) = YAML.parse(text, file: "a.yaml")
            #expect(documents.isEmpty && faults.isEmpty, "\(text)")
        }
    }

    @Test(arguments: [
        (
            "a: 1\nb: 2\na: 3\n",
            "a.yaml:3:1: error: duplicate key 'a', first given at a.yaml:1:1\n  hint: remove one of the two"
        ),
        (
            "x:\n  1: a\n  '1': b\n",
            "a.yaml:3:3: error: duplicate key '1', first given at a.yaml:2:3\n  hint: remove one of the two"
        ),
        ("a:\n\tb: 1\n", "a.yaml:2:1: error: expected spaces for indentation, found a tab"),
        ("a: *base\n", "a.yaml:1:4: error: expected an anchor, found none named 'base' before '*base'"),
        (
            "a: &base 1\nb: *bsae\n",
            "a.yaml:2:4: error: expected an anchor, found none named 'bsae' before '*bsae'\n  hint: did you mean '*base'?"
        ),
        ("a: &x\n  b: *x\n", "a.yaml:2:6: error: the anchor 'x' contains itself"),
        ("a: .nan\n", "a.yaml:1:4: error: expected a finite number, found '.nan'\n  hint: quote it if it is a string"),
        ("~: 1\n", "a.yaml:1:1: error: expected a key, found '~'\n  hint: quote it if it is a string"),
        ("a: !!int x\n", "a.yaml:1:4: error: expected a value that '!!int' fits, found 'x', which is a string"),
        ("a: [1, 2\nb: 3\n", "a.yaml:2:2: error: expected ',' or ']' of the list that begins at line 1"),
        ("a: {b: 1\n", "a.yaml:2:1: error: expected ',' or '}' of the mapping that begins at line 1"),
        (
            "a: b: c\n",
            "a.yaml:1:5: error: expected no second ': ' here\n"
                + "  hint: quote a value that contains ': ', and check the indentation of this line"
        ),
        ("a: \"b\n", "a.yaml:1:4: error: expected the closing quote of the string that begins at line 1"),
        (
            "a: @b\n",
            "a.yaml:1:4: error: expected a value, found '@', which no plain value begins with\n  hint: quote the value"
        ),
        (
            "a: 1\n b: 2\n",
            "a.yaml:2:3: error: expected no second ': ' here\n"
                + "  hint: quote a value that contains ': ', and check the indentation of this line"
        ),
        ("a: 1\nb\nc: 2\n", "a.yaml:2:1: error: expected ':' after the key"),
        (
            "a:\n  b: 1\n c: 2\n",
            "a.yaml:3:2: error: expected a key of the mapping that begins at line 1, found other text\n"
                + "  hint: align the line with the mapping's other keys"
        ),
        (
            "a:\n- b\n c: 2\n",
            "a.yaml:3:3: error: expected no second ': ' here\n"
                + "  hint: quote a value that contains ': ', and check the indentation of this line"
        ),
    ])
    func `a fault is said in plain words at its place`(text: String, expected: String) {
        let (documents, faults) = YAML.parse(text, file: "a.yaml")
        #expect(documents.isEmpty)
        #expect(faults.first?.description == expected)
    }

    @Test func `every fault of a file is reported at once, and its sound documents remain`() {
        let text = "a: 1\n---\nb: *x\nc: .inf\n---\nd: [\n---\ne: 2\n---\nf: 1\nf: 2\n"
        let (documents, faults) = YAML.parse(text, file: "a.yaml")
        #expect(documents.map(\.value) == [["a": 1], ["e": 2]])
        #expect(documents.last?.location.line == 8)
        #expect(faults.compactMap(\.location?.line) == [3, 4, 7, 11])
    }

    @Test func `a merge conflict is told at its marker`() {
        let faults = diagnostics("a: 1\nb:\n<<<<<<< HEAD\n  c: 1\n=======\n  c: 2\n>>>>>>> main\n---\n*x\n")
        #expect(
            faults == [
                "a.yaml:3:1: error: expected a file without unresolved merge conflicts, found '<<<<<<<'\n"
                    + "  hint: leave one version of what conflicts, and take out the lines with the markers"
            ])
        #expect(diagnostics("a: |\n  x\n\n  <<<<<<< no marker here\n") == [])
        #expect(!diagnostics("a: [\n  <<<<<<< HEAD\n").contains { $0.contains("conflict") })
    }

    @Test func `a position after a syntax error is right`() {
        let (documents, _) = YAML.parse("é: [\n--- # é\na: é\nb: {c: 1}\n", file: "a.yaml")
        #expect(documents.first?.location(of: ["b", "c"])?.description == "a.yaml:4:8")
    }

    @Test func `other encodings and control characters are refused with their place`() {
        func first(_ bytes: [UInt8]) -> String? { YAML.parse(bytes, file: "a.yaml").diagnostics.first?.description }
        #expect(
            first([0xFF, 0xFE, 0x61, 0])
                == "a.yaml:1:1: error: expected UTF-8, found UTF-16\n  hint: save the file as UTF-8")
        #expect(
            first(Array("a: é\nb: ".utf8) + [0xE9, 0x0A])
                == "a.yaml:2:4: error: expected UTF-8, found the byte 0xE9\n  hint: save the file as UTF-8")
        #expect(
            first(Array("é: \u{7}".utf8)) == "a.yaml:1:4: error: expected text, found the control character U+0007\n"
                + "  hint: write it as an escape in a double-quoted string")
        for bad in [[0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82], [0x80]] as [[UInt8]] {
            #expect(first(bad)?.contains("expected UTF-8") == true)
        }
    }

    @Test func `limits hold`() {
        #expect(diagnostics(String(repeating: "[", count: 64) + String(repeating: "]", count: 64)).isEmpty)
        #expect(
            diagnostics(String(repeating: "[", count: 65) + String(repeating: "]", count: 65))
                == [
                    "a.yaml:1:65: error: expected at most 64 levels of nesting\n  hint: no field of Kubernetes lies that "
                        + "deep; write free data as text, in a block that begins with '|'"
                ])
        #expect(
            diagnostics("aaaa", limits: YAML.Limits(bytes: 3)) == [
                "a.yaml:1:1: error: expected at most 3 bytes, found 4\n  hint: split the file; what is not for the cluster "
                    + "does not belong among manifests"
            ])
        #expect(
            diagnostics("a\n---\nb\n---\nc\n", limits: YAML.Limits(documents: 2))
                == ["a.yaml:4:1: error: expected at most 2 documents in a file"])
        #expect(diagnostics(String(repeating: "- *x\n", count: 500)).count == 100)
    }

    @Test func `depth is counted through aliases`() {
        let half = String(repeating: "[", count: 40) + "1" + String(repeating: "]", count: 40)
        let text =
            "- &a \(half)\n- " + String(repeating: "[", count: 30) + "*a" + String(repeating: "]", count: 30) + "\n"
        #expect(diagnostics(text).count == 1)
        #expect(diagnostics(text).first?.contains("counted through '*a'") == true)
    }

    @Test func `an alias bomb ends in one diagnostic`() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...20 {
            text +=
                "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
                + "]\n"
        }
        let faults = diagnostics(text)
        #expect(faults.count == 1)
        #expect(faults.first?.contains("expected aliases to add at most 100000 nodes and 10 times the text") == true)
    }

    @Test func `many aliases of a long string are bounded by bytes`() {
        let text =
            "a: &a \(String(repeating: "x", count: 10_000))\nb: ["
            + Array(repeating: "*a", count: 2_000).joined(separator: ",") + "]\n"
        #expect(diagnostics(text).count == 1)
        let merges =
            "a: &a {b: \(String(repeating: "x", count: 10_000))}\nc:\n" + String(repeating: "- <<: *a\n", count: 2_000)
        #expect(diagnostics(merges).count == 1)
    }

    @Test func `positions lead through lists, aliases and merge keys`() {
        let text = """
            base: &base
              image: a
              env: [x, y]
            spec:
              <<: *base
              "qu:oted": 1
              copy: *base
              list:
                - name: n
                  'value': é é
            """
        let document = YAML.parse(text, file: "a.yaml").documents.first
        func place(_ path: [PathStep]) -> String? { document?.location(of: path).map { "\($0.line):\($0.column)" } }
        func key(_ path: [PathStep]) -> String? { document?.keyLocation(of: path).map { "\($0.line):\($0.column)" } }
        #expect(place([]) == "1:1")
        #expect(place(["spec"]) == "5:3")
        #expect(key(["spec"]) == "4:1")
        #expect(place(["spec", "image"]) == "2:10")
        #expect(place(["spec", "copy", "env", 1]) == "3:12")
        #expect(key(["spec", "qu:oted"]) == "6:3")
        #expect(place(["spec", "list", 0, "value"]) == "10:16")
        #expect(key(["spec", "list", 0, "value"]) == "10:7")
        #expect(place(["spec", "missing"]) == nil)
        #expect(document?.nearestLocation(of: ["spec", "list", 3, "x"]).line == 8)
    }

    @Test func `the elements of a list keep their positions`() {
        let text = "kind: List\nitems:\n- kind: A\n  metadata: {name: a}\n-\n  kind: B\n"
        let items = YAML.parse("# x\n---\n" + text, file: "a.yaml").documents.first?.elements(at: ["items"]) ?? []
        #expect(items.map(\.value) == [["kind": "A", "metadata": ["name": "a"]], ["kind": "B"]])
        #expect(items.map(\.location.description) == ["a.yaml:5:3", "a.yaml:8:3"])
        #expect(items.first?.location(of: ["metadata", "name"])?.description == "a.yaml:6:20")
        #expect(items.last?.keyLocation(of: ["kind"])?.description == "a.yaml:8:3")
    }

    @Test func `every value of a document has a position whose text begins with it`() {
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<200 {
            let value = Value.random(depth: 4, using: &generator).withoutIntegralDoubles
            guard let document = YAML.parse(YAML.write(value), file: "r.yaml").documents.first else { continue }
            for path in value.paths { #expect(document.location(of: path) != nil, "\(path.text)") }
        }
    }

    @Test func `a path prints as people write it`() {
        let path: [PathStep] = ["spec", "containers", 0, "image", "a.b/c"]
        #expect(path.text == "spec.containers[0].image['a.b/c']")
    }
}

extension Value {
    /// To every value within, the value itself included.
    var paths: [[PathStep]] {
        switch self {
        case .array(let elements):
            [[]] + elements.enumerated().flatMap { index, element in element.paths.map { [.index(index)] + $0 } }
        case .object(let object): [[]] + object.flatMap { member in member.value.paths.map { [.key(member.key)] + $0 } }
        default: [[]]
        }
    }
}
