import Manifests
import Testing

struct YAMLFuzzTests {
    private static let seeds = [
        "apiVersion: v1\nkind: List\nitems:\n- kind: A\n  metadata: {name: a, labels: {b: 'c'}}\n---\na: &x [1, *y, \"z\\u00e9\"]\n",
        "a: |\n  b\n  c\nd: >-\n  e\n\n  f\n? g\n: h\n<<: {i: !!binary aGk=}\n# comment é\n...\n%YAML 1.1\n---\n- - - j\n",
        "{\"a\\ud83d\\ude00\": &x \"\\uD83D\\uDE00\", 'b': \\ud83d\\ude00, \"c\": [*x, \"\\\\ud83d\"]}\n",
        "base: &base\n  <<: [*base, {a: b}]\n  'q''q': \"\\t\\x41\"\n  1.5e3: 0x1F\n",
    ]
    private static let pieces = [
        "&a ", "*a", "<<: ", "{", "}", "[", "]", ": ", "- ", "\n", "\t", "  ", "'", "\"", "|", ">", "!!int ", "!!str ",
        "---\n", "...\n", "#", "?", "%",
        "\u{FEFF}", "\r\n", "é", "😀", "\u{2028}", "\\", ",", "~", "!", "@", "!!binary ", "\u{85}", "\\ud83d", "\\ude00",
    ].map { Array($0.utf8) }

    /// Whatever comes, there is an answer, its places are within the text, and every document can be asked for positions.
    private func check(_ bytes: [UInt8]) {
        let (documents, faults) = YAML.parse(bytes, file: "f.yaml", limits: YAML.Limits(aliasNodes: 1_000))
        let lines = bytes.reduce(1) { $1 == 0x0A || $1 == 0x0D || $1 == 0x85 || $1 == 0xA8 || $1 == 0xA9 ? $0 + 1 : $0 }
        for fault in faults {
            let place = fault.location
            #expect(
                (place?.line ?? 0) <= lines && (place?.column ?? 0) >= 1,
                "\(String(decoding: bytes, as: UTF8.self)) \(fault)")
        }
        for document in documents {
            for path in document.value.paths.prefix(40) {
                #expect(document.location(of: path) != nil, "\(String(decoding: bytes, as: UTF8.self)) \(path.text)")
            }
            #expect(YAML.parse(YAML.write(document.value), file: "w.yaml").documents.first?.value == document.value)
        }
    }

    @Test func `random bytes are answered`() {
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<2_000 {
            check(
                (0..<Int.random(in: 0..<80, using: &generator)).map { _ in UInt8.random(in: 0...255, using: &generator)
                })
        }
    }

    @Test func `random YAML pieces are answered`() {
        var generator = SeededGenerator(seed: 12)
        for _ in 0..<3_000 {
            check(
                (0..<Int.random(in: 1..<25, using: &generator)).flatMap { _ in
                    Self.pieces.randomElement(using: &generator) ?? []
                })
        }
    }

    @Test func `mutated manifests are answered`() {
        var generator = SeededGenerator(seed: 13)
        for round in 0..<3_000 {
            var bytes = Array(Self.seeds[round % Self.seeds.count].utf8)
            for _ in 0..<Int.random(in: 1..<4, using: &generator) where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: bytes.remove(at: place)
                case 1: bytes[place] = UInt8.random(in: 0...255, using: &generator)
                case 2: bytes.insert(contentsOf: Self.pieces.randomElement(using: &generator) ?? [], at: place)
                default: bytes.removeLast(bytes.count - max(1, place))
                }
            }
            check(bytes)
        }
    }

    @Test(arguments: [
        "[", "{", "- ", "? ", "a: ", "[a: ", "{a: ", "&a ", "!!x ", "*a ", "\"", "'", "|\n", "---\n", "--- [\n", "%",
        "#", "a\n", "a:\n", "[a,",
        "&a [*a,", "? - ", "\t", "- &a\n", "\u{2028}", "é", "&a a: *a\n", "<<: {", "!", "a,", "- - \n", "]", "{}",
        "? a\n", "- [\n---\n", "\"\\n",
    ])
    func `a quarter of a megabyte of one thing is answered in bounded time`(piece: String) {
        let count = (1 << 18) / piece.utf8.count
        let started = ContinuousClock.now
        let result = YAML.parse(String(repeating: piece, count: count), file: "f.yaml")
        _ = result.documents.first?.location(of: [0])
        // Generous for a debug build on a busy machine; quadratic time would take hours.
        #expect(ContinuousClock.now - started < .seconds(30))
    }
}
