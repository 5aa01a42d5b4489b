import Manifests
import Testing

@testable import Rules

@Suite struct Language {
    @Test(arguments: [
        ("let a = 1 +", "2:12 expected an expression, found the end of the file"),
        ("var a = 1", "2:9 expected '{ value }' after the type of 'a'"),
        ("while true {}", "2:1 'while' is not part of the rule language"),
        ("let a: Int = \"x\"", "2:14 expected 'Int', found 'String'"),
        ("let a: Quantity = \"2Gx\"", "2:19 expected a quantity such as '500m' or '2Gi', found '2Gx'"),
        ("let é = 1", "2:5 expected a token of the language, found 'é'"),
        ("func f(_ n: Int) -> Int { f(n) }", "2:1 function 'f' calls itself, over others or directly"),
        ("let a = b\nlet b = 1", "2:9 'b' is used before it is declared"),
        ("let a: Int? = 1\nlet b = a!.description", "3:10 '!' to force a value is not part of the rule language"),
        ("let a: [Int] = [1]\nlet b = a.first! + 1", "3:16 '!' to force a value is not part of the rule language"),
    ])
    func `a fault is told at its place`(text: String, message: String) {
        let messages = Fixtures.messages(text)
        if text.hasPrefix("var") {
            #expect(!messages.isEmpty)
        } else {
            #expect(messages.contains(message), "\(messages)")
        }
    }

    @Test func `several faults of a file are told together, with the names that were meant`() {
        let checked = Checker.check(
            Parser.parse(
                SourceFile(
                    name: "a.policy.swift",
                    text: """
                        import PolicyV1
                        admission("a", kinds: .podBearing) { review in
                            for c in review.pod.containers { deny(c.imge.name) }
                            let x = = 3
                            require(review.namspace == "x", "no")
                            deny(review.oldObject.text)
                        }
                        """)))
        let found = checked.diagnostics.map { "\($0.location?.line ?? 0) \($0.message) | \($0.hint ?? "")" }
        #expect(
            found == [
                "3 'Container' has no member 'imge' | did you mean 'image'?",
                "4 expected an expression, found '=' | ",
                "5 'Review' has no member 'namspace' | did you mean 'namespace'?",
                "6 'text' is read from the optional 'Json?' | write '?.text' or unwrap it; it is a value of 'Json'",
            ])
    }

    @Test func `bidirectional controls, invalid UTF-8 and great files are refused`() {
        #expect(!Fixtures.messages("let a = \"\u{202E}x\"").isEmpty)
        #expect(!Parser.parse(SourceFile(name: "a", bytes: [0xFF, 0xFE])).diagnostics.isEmpty)
        let big = SourceFile(name: "a", bytes: Array(repeating: 0x20, count: Limits.sourceBytes + 1))
        #expect(Parser.parse(big).diagnostics.first?.message.hasPrefix("expected at most") == true)
    }

    static let hostile: [@Sendable (Int) -> String] = [
        { "let a = " + String(repeating: "(", count: $0) + "1" + String(repeating: ")", count: $0) },
        { "let a = " + String(repeating: "[", count: $0) },
        { "let a = " + String(repeating: "!", count: $0) + "true" },
        { "let a = x" + String(repeating: ".y", count: $0) },
        { "let a = x" + String(repeating: "?.y", count: $0) },
        { "let a = 1" + String(repeating: " + 1", count: $0) },
        { "let a = " + String(repeating: "{ ", count: $0) },
        { "let a = \"" + String(repeating: "\\(\"", count: $0) },
        { "let a = \"" + String(repeating: "x", count: $0) + "\"" },
        { "let a = " + String(repeating: "9", count: $0) },
        { String(repeating: "/*", count: $0) },
        { "let a = [" + String(repeating: "1, ", count: $0) + "]" },
        { String(repeating: "if true {", count: $0) },
        { String(repeating: "\"\"\"\n", count: $0) },
        { String(repeating: "}", count: $0) },
        { "let a: " + String(repeating: "[", count: $0) + "Int" },
        { "let a = [1]" + String(repeating: ".map { $0 }", count: $0 / 4) },
        { "let a = " + String(repeating: "[1].map { _ in ", count: $0 / 4) },
        { "let a = \"" + String(repeating: "\\(1)", count: $0) + "\"" },
        { "let a = [" + String(repeating: "1: 2, ", count: $0) + "]" },
        {
            "func f(_ n: Int) -> Int { switch n {" + String(repeating: "case 1: return 1\n", count: $0 / 4)
                + "default: 0 } }"
        },
        {
            "func f(_ n: Int) -> Int { " + String(repeating: "if n == 1 { return 1 } else ", count: $0 / 4)
                + "{ return 0 } }"
        },
        { String(repeating: "let a = b\n", count: $0) },
        { "func f() { " + String(repeating: "let a = b\n", count: $0) + "}" },
        { "struct S { " + String(repeating: "let a: Int\n", count: $0) + "}" },
    ]

    @Test(arguments: Self.hostile.indices)
    func `hostile text takes steps in proportion to its length`(index: Int) {
        func steps(_ count: Int) -> Int {
            let file = SourceFile(name: "a", text: "import PolicyV1\n" + Self.hostile[index](count))
            let tree = Parser.parse(file)
            return Lexer.steps(on: file) + tree.steps + Checker.steps(on: tree)
        }
        let (small, large) = (steps(2_000), steps(16_000))
        #expect(large <= small * 10 + 2_000, "\(small) steps became \(large)")
    }

    @Test func `names are looked for among so many constants and properties, and no more`() {
        let many = (0...Limits.locals).map { "let a\($0) = 0" }.joined(separator: "\n")
        #expect(
            Fixtures.messages("func f() -> Int {\n\(many)\nreturn 1\n}").map { $0.hasSuffix("constants in sight") } == [
                true
            ])
        let properties = (0...Limits.properties).map { "let a\($0): Int" }.joined(separator: "\n")
        #expect(Fixtures.messages("struct S {\n\(properties)\n}").map { $0.contains("properties in 'S'") } == [true])
        let unknown = (0..<20_000).map { "a\($0)" }.joined(separator: ", ")
        #expect(Fixtures.messages("let a = [\(unknown)]").count == Limits.diagnostics)
    }

    @Test func `every prefix and every mutation of a policy is read without a crash`() {
        let text = Array(
            """
            import PolicyV1
            struct P: Params { let a: [String] = ["x"]; let b: Int? }
            admission("a", kinds: [.pod], params: P.self) { review, params in
                for (k, v) in review.labels where k != "a" { require(params.a.contains { $0 == v }, "\\(k): \\(v)") }
                switch params.b { case nil: break; case let n? where n > 3: deny("n"); default: break }
                guard let x = review.oldObject?["a"]?.string else { return }
                warn(x)
            }
            """.utf8)
        for length in stride(from: 0, to: text.count, by: 3) {
            _ = Checker.check(Parser.parse(SourceFile(name: "a", bytes: Array(text[..<length]))))
        }
        var state: UInt64 = 3
        for _ in 0..<600 {
            var bytes = text
            for _ in 0..<3 {
                state = state &* 6_364_136_223_846_793_005 &+ 1
                bytes[Int((state >> 33) % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: state >> 20) & 0x7F
            }
            let checked = Checker.check(Parser.parse(SourceFile(name: "a", bytes: bytes)))
            #expect(checked.diagnostics.count <= Limits.diagnostics + 1)
        }
    }

    @Test func `switch, guard, where, chains and functions do as in Swift`() throws {
        let decision = try Fixtures.decide(
            """
            let sizes = review.object.list("sizes").compactMap { $0.integer }
            for size in sizes {
                switch size {
                case 0: continue
                case 1...3: deny("small \\(size)")
                case let n where n > 100: deny("large \\(n)")
                default: break
                }
            }
            guard let owner = review.object["owner"]?["name"]?.string else { deny("no owner"); return }
            deny("owner \\(owner) \\(sizes.sum { $0 }) \\(sizes.max() ?? 0)")
            """, object: ["kind": "X", "sizes": [0, 2, 50, 101], "owner": ["name": "ann"]])
        #expect(decision.violations.map(\.message) == ["small 2", "large 101", "owner ann 153 101"])
        #expect(decision.faults.isEmpty)
    }

    @Test func `formatting is idempotent and leaves the meaning`() throws {
        for file in Fixtures.library + Fixtures.examples where file.name.contains(".policy") {
            let once = try Formatter.format(file)
            let twice = try Formatter.format(SourceFile(name: file.name, text: once))
            #expect(once == twice, "\(file.name)")
            let before = Lexer.tokens(of: file)
            let after = Lexer.tokens(of: SourceFile(name: file.name, text: once))
            #expect(before.tokens.map { before.text($0) } == after.tokens.map { after.text($0) }, "\(file.name)")
        }
        let messy = "import PolicyV1\n\n\n\nadmission( \"a\",kinds:.any ){ review in\n      deny( \"x\" ,at:\"y\")\n  }"
        #expect(
            try Formatter.format(SourceFile(name: "a", text: messy))
                == "import PolicyV1\n\nadmission(\"a\", kinds: .any) { review in\n    deny(\"x\", at: \"y\")\n}\n")
    }
}
