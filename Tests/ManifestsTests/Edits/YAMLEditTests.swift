import Manifests
import Testing

struct YAMLEditTests {
    private func edited(_ text: String, _ edits: YAMLEdit..., document: Int = 0) -> String {
        switch YAMLEdit.apply(edits, to: Array(text.utf8), file: "a.yaml", document: document) {
        case .success(let bytes): String(decoding: bytes, as: UTF8.self)
        case .failure(let diagnostic): diagnostic.description
        }
    }

    static let release = """
        # who owns this: é team
        apiVersion: serving.kserve.io/v1beta1
        kind: InferenceService   # KServe

        metadata:
            name:   'fraud'      # quoted
            labels: { app: fraud, tier: "gold" }
        spec:
            predictor:
                # the model
                model:
                    storageUri: "s3://models/fraud/1"   # pinned
                    args:
                    - -a   # first
                    # about b
                    - --b

                minReplicas: 1


            # trailing
        ---
        other: 1
        """

    @Test func `a scalar is replaced in its own style`() {
        let result = edited(
            Self.release, .set(["spec", "predictor", "model", "storageUri"], to: "s3://models/fraud/2"),
            .set(["metadata", "name"], to: "it's"), .set(["spec", "predictor", "minReplicas"], to: 10),
            .set(["metadata", "labels", "app"], to: "a, b"), .set(["metadata", "labels", "tier"], to: "1"),
            .set(["kind"], to: "yes"), .set(["spec", "predictor", "model", "args", 0], to: "-c"))
        #expect(
            result
                == Self.release.replacing("fraud/1\"", with: "fraud/2\"").replacing("'fraud'", with: "'it''s'")
                .replacing("minReplicas: 1", with: "minReplicas: 10").replacing("app: fraud", with: "app: \"a, b\"")
                .replacing("\"gold\"", with: "\"1\"").replacing("kind: InferenceService", with: "kind: \"yes\"")
                .replacing("-a ", with: "-c "))
    }

    @Test func `a missing key goes after the last entry, in the indentation of the others`() {
        let result = edited(
            Self.release, .set(["spec", "predictor", "canaryTrafficPercent"], to: 10),
            .set(["metadata", "labels", "new"], to: "x"), .set(["metadata", "annotations", "a/b"], to: "c"),
            .set(["spec", "predictor", "model", "env"], to: [["name": "A", "value": "1"]]))
        #expect(
            result
                == Self.release
                .replacing(
                    "        minReplicas: 1\n", with: "        minReplicas: 1\n        canaryTrafficPercent: 10\n"
                )
                .replacing("tier: \"gold\" }\n", with: "tier: \"gold\", new: x }\n    annotations:\n        a/b: c\n")
                .replacing(
                    "            - --b\n",
                    with: "            - --b\n            env:\n            - name: A\n              value: \"1\"\n"))
    }

    @Test func `a key goes with its own lines and leaves its neighbours' comments`() {
        let text =
            "a: 1 # a\n# about b\nb:\n  c: 2 # c\n  # about d\n  d: |\n    x\n\n    y\n\n# about e\ne: [1, 2] # e\n"
        #expect(edited(text, .remove(["a"])) == text.replacing("a: 1 # a\n", with: ""))
        #expect(edited(text, .remove(["b", "d"])) == text.replacing("  d: |\n    x\n\n    y\n", with: ""))
        #expect(edited(text, .remove(["b"])) == "a: 1 # a\n# about b\n\n# about e\ne: [1, 2] # e\n")
        #expect(edited(text, .remove(["e", 0])) == text.replacing("[1, 2]", with: "[2]"))
        #expect(edited(text, .remove(["e", 1])) == text.replacing("[1, 2]", with: "[1]"))
        #expect(edited(text, .remove(["e", 1]), .remove(["e", 0])) == text.replacing("[1, 2]", with: "[]"))
        #expect(edited(text, .remove(["x", "y"])) == text)
    }

    @Test func `the last key leaves an empty object`() {
        #expect(edited("a:  # x\n  # y\n  b: 1\nc: 2\n", .remove(["a", "b"])) == "a: {}  # x\n  # y\nc: 2\n")
        #expect(edited("a:\n- 1\n", .remove(["a", 0])) == "a: []\n")
        #expect(edited("a: { b: 1 }\n", .remove(["a", "b"])) == "a: {}\n")
        #expect(edited("- a: 1\n- 2\n", .remove([0, "a"])) == "- {}\n- 2\n")
    }

    @Test func `an entry beside a dash is taken away`() {
        let text = "- a: 1\n  b: 2\n- c: 3 # c\n  # about d\n  d: 4\n- 5\n"
        #expect(edited(text, .remove([0, "a"])) == text.replacing("a: 1\n  b", with: "b"))
        #expect(edited(text, .remove([1, "c"])) == text.replacing("c: 3 # c", with: " # c"))
        #expect(edited(text, .remove([1])) == "- a: 1\n  b: 2\n- 5\n")
        #expect(edited(text, .remove([2])) == text.replacing("- 5\n", with: ""))
    }

    @Test func `objects, lists and scalars take each other's place`() {
        #expect(edited("a: 5 # c\nb: 1\n", .set(["a"], to: ["x": 1])) == "a: # c\n  x: 1\nb: 1\n")
        #expect(edited("a:\n  x: 1\nb: 1\n", .set(["a"], to: 5)) == "a: 5\nb: 1\n")
        #expect(edited("a:\n  x: 1\nb: 1\n", .set(["a"], to: ["v": ["z"]])) == "a:\n  v:\n  - z\nb: 1\n")
        #expect(edited("a: [1]\nb: 1\n", .set(["a"], to: ["v": ["z"]])) == "a: { v: [z] }\nb: 1\n")
        #expect(edited("a:\n  - 1\nb: 1\n", .set(["c"], to: [1])) == "a:\n  - 1\nb: 1\nc:\n  - 1\n")
        #expect(
            edited("- 1\n- 2\n", .set([0], to: ["a": 1, "b": 2]), .set([2], to: [3])) == "- a: 1\n  b: 2\n- 2\n- - 3\n")
        #expect(edited("a: # c\nb:", .set(["a"], to: 1), .set(["b", "c"], to: 2)) == "a: 1 # c\nb:\n  c: 2")
        #expect(edited("a: {}\nb: []\n", .set(["a", "x"], to: 1), .set(["b", 0], to: "z")) == "a: { x: 1 }\nb: [z]\n")
    }

    @Test func `a block scalar is replaced whole`() {
        let text = "a: |\n    x\n    y\n\n# c\nb: >-\n  z\n"
        #expect(edited(text, .set(["a"], to: "p\nq\n")) == "a: |\n  p\n  q\n\n# c\nb: >-\n  z\n")
        #expect(edited(text, .set(["a"], to: "one")) == "a: one\n\n# c\nb: >-\n  z\n")
        #expect(
            edited(
                "a: 1 # c\nb: | # d\n  x\nc:", .set(["a"], to: "p\nq\n"), .set(["b"], to: "1\n2\n"),
                .set(["c"], to: "3\n4"))
                == "a: | # c\n  p\n  q\nb: | # d\n  1\n  2\nc: |-\n  3\n  4")
        #expect(edited("b: | # d\n  x\nc:\n", .set(["b"], to: "y")) == "b: \"y\" # d\nc:\n")
        #expect(edited(text, .set(["b"], to: "p\nq")) == "a: |\n    x\n    y\n\n# c\nb: |-\n  p\n  q\n")
    }

    @Test func `a JSON file stays JSON`() {
        let text = "{\n  \"a\": \"b\",\n  \"c\": {\"d\": [1]}\n}\n"
        let result = edited(
            text, .set(["a"], to: "x"), .set(["c", "d", 1], to: "y"), .set(["c", "e"], to: ["f": .null]))
        #expect(result == "{\n  \"a\": \"x\",\n  \"c\": {\"d\": [1, \"y\"], \"e\": {\"f\":null}}\n}\n")
    }

    @Test func `the second document, carriage returns and a byte order mark are edited as well`() {
        #expect(
            edited(Self.release, .set(["other"], to: 2), document: 1)
                == Self.release.replacing("other: 1", with: "other: 2"))
        let text = "\u{FEFF}é: 1\r\nb:\r\n  c: 1 # é\r\n"
        #expect(
            edited(text, .set(["b", "c"], to: 2), .set(["b", "d"], to: ["e": 3]), .remove(["é"]))
                == "\u{FEFF}b:\r\n  c: 2 # é\r\n  d:\r\n    e: 3\r\n")
    }

    @Test func `an alias may be replaced, an anchor that is used may not`() {
        #expect(edited("a: &x 1\nb: *x\n", .set(["b"], to: 2)) == "a: &x 1\nb: 2\n")
        #expect(edited("a: &x 1\nb: 2\n", .set(["a"], to: 3)) == "a: &x 3\nb: 2\n")
        #expect(
            edited("a: &x 1\nb: *x\n", .set(["a"], to: 2))
                == "a.yaml:1:1: error: cannot change 'a' and nothing else in the text\n"
                + "  hint: an anchor, a merge key or the layout ties it to other values; edit the file by hand")
        #expect(
            edited("a: &x {c: 1}\nb: *x\n", .set(["b", "c"], to: 2))
                == "a.yaml:1:8: error: 'b' is an alias, and what it stands for is used elsewhere too\n"
                + "  hint: write the value out in place of the alias")
        #expect(
            edited("a: &x {c: 1}\nb:\n  <<: *x\n", .set(["b", "c"], to: 2)) == "a: &x {c: 1}\nb:\n  <<: *x\n  c: 2\n")
    }

    @Test func `what cannot be edited is refused`() {
        #expect(edited("a: [\n", .set(["a"], to: 1)).contains("error: "))
        #expect(
            edited("a: 1\n", .set(["a", "b"], to: 1)) == "a.yaml:1:1: error: expected a place for 'a.b', found none")
        #expect(
            edited("a: [1]\n", .set(["a", 5], to: 1)) == "a.yaml:1:1: error: expected a place for 'a[5]', found none")
        #expect(
            edited("a: 1\n", .set(["a"], to: 1), document: 1)
                == "a.yaml:1:1: error: expected document 2, found 1 documents")
    }

    @Test(arguments: [21, 22, 23, 24] as [UInt64])
    func `a random edit changes the value as asked and no other line`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var edits = 0
        for _ in 0..<2_000 {
            let value = Value.manifest(depth: 4, using: &generator)
            let text = CommentedText.decorate(YAML.write(value), using: &generator)
            if value == .null { continue }
            guard let document = YAML.parse(text, file: "r.yaml").documents.first else {
                Issue.record("\(text)")
                continue
            }
            #expect(document.value == value)
            guard let path = value.paths.dropFirst().randomElement(using: &generator) else { continue }
            let new = Value.manifest(depth: Bool.random(using: &generator) ? 0 : 2, using: &generator)
            let edit: YAMLEdit =
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: .remove(path)
                case 1 where value[steps: path]?.object != nil: .set(path + ["new key"], to: new)
                default: .set(path, to: new)
                }
            guard case .success(let bytes) = YAMLEdit.apply([edit], to: Array(text.utf8), file: "r.yaml") else {
                Issue.record("\(edit)\n\(text)\n\(YAMLEdit.apply([edit], to: Array(text.utf8), file: "r.yaml"))")
                continue
            }
            edits += 1
            let result = String(decoding: bytes, as: UTF8.self)
            let after = YAML.parse(bytes, file: "r.yaml").documents.first?.value
            if case .set(let new) = edit.change { #expect(after?[steps: edit.path] == new) }
            // What the path does not lead through is untouched, value by value and line by line.
            for other in value.paths where !edit.path.starts(with: other) && !other.starts(with: edit.path) {
                if case .remove = edit.change, Self.isShifted(other, by: edit.path) { continue }
                #expect(after?[steps: other] == value[steps: other], "\(edit)\n\(text)\n\(result)")
            }
            let lost = CommentedText.linesLost(from: text, to: result)
            let own = Self.linesOf(edit.path, in: document, text: text)
            #expect(lost.allSatisfy { own.contains($0) }, "\(edit)\n\(text)\n=>\n\(result)\nlost \(lost) own \(own)")
        }
        #expect(edits > 600)
    }

    /// Whether removing a list element moves another path.
    private static func isShifted(_ path: [PathStep], by removed: [PathStep]) -> Bool {
        guard case .index? = removed.last else { return false }
        return path.starts(with: removed.dropLast())
    }

    /// The numbers of the lines on which the value at a path, its key and the next entry's first line stand.
    private static func linesOf(_ path: [PathStep], in document: Document, text: String) -> Set<Int> {
        let count = text.split(separator: "\n", omittingEmptySubsequences: false).count
        guard let first = document.keyLocation(of: path)?.line ?? document.keyLocation(of: path.dropLast())?.line else {
            return []
        }
        // Up to the first key after it that is not within it: what stands between belongs to it or is a comment.
        let inside = (document.value.paths.filter { $0.starts(with: path) }).compactMap {
            document.location(of: $0)?.line
        }
        let after =
            document.value.paths.filter { !$0.starts(with: path) }
            .compactMap { document.keyLocation(of: $0)?.line }.filter { $0 > (inside.max() ?? first) }.min() ?? count
        let keyLine = document.keyLocation(of: path.dropLast())?.line ?? first
        return Set([keyLine] + Array(first...max(first, after)))
    }
}

/// Comments and blank lines put into block style text.
enum CommentedText {
    static func decorate(_ text: String, using generator: inout SeededGenerator) -> String {
        var lines: [String] = []
        var blockScalarIndentation: Int?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            let indentation = line.prefix { $0 == " " }.count
            if let block = blockScalarIndentation, line.isEmpty || indentation > block {
                lines.append(line)
                continue
            }
            blockScalarIndentation = nil
            let opensBlock = ["|", "|-", "|+"].contains { line.hasSuffix($0) }
            if opensBlock { blockScalarIndentation = indentation }
            if Int.random(in: 0..<5, using: &generator) == 0, !line.isEmpty {
                lines.append(String(repeating: " ", count: indentation) + "# comment \(lines.count) é")
            }
            let takesComment = !opensBlock && !line.isEmpty && Int.random(in: 0..<5, using: &generator) == 0
            lines.append(takesComment ? line + "  # end \(lines.count)" : line)
        }
        return lines.joined(separator: "\n")
    }

    /// The numbers of the old lines, from 1, that the new text lacks.
    static func linesLost(from old: String, to new: String) -> [Int] {
        let before = old.split(separator: "\n", omittingEmptySubsequences: false).map { Array($0.utf8) }
        let after = new.split(separator: "\n", omittingEmptySubsequences: false).map { Array($0.utf8) }
        return after.difference(from: before).removals.map { change in
            if case .remove(let offset, _, _) = change { offset + 1 } else { 0 }
        }
    }
}

extension Value {
    /// Shaped like a manifest: objects of plain words and texts.
    static func manifest(depth: Int, using generator: inout SeededGenerator) -> Value {
        func word() -> String {
            ["a", "image", "no", "a b", "x/y", "1", "é", "k: v", "it's", "#h"].randomElement(using: &generator) ?? ""
        }
        switch Int.random(in: depth > 0 ? -4..<6 : 0..<6, using: &generator) {
        case -4, -3, -2:
            let members = (0..<Int.random(in: 1..<5, using: &generator)).map { _ in
                Object.Member(key: word(), value: manifest(depth: depth - 1, using: &generator))
            }
            return .object(Object(members))
        case -1:
            return .array(
                (0..<Int.random(in: 1..<4, using: &generator)).map { _ in manifest(depth: depth - 1, using: &generator)
                })
        case 0: return .bool(Bool.random(using: &generator))
        case 1: return .integer(Int64.random(in: -5...500, using: &generator))
        case 2: return .string("line \(word())\nline two\n")
        case 3: return Int.random(in: 0..<3, using: &generator) == 0 ? .null : .object([:])
        default: return .string(word())
        }
    }
}
