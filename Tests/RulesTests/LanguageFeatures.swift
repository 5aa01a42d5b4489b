import Manifests
import Testing

/// One small program for each feature of the language and its library, with what it must say.
struct LanguageFeature: CustomTestStringConvertible, Sendable {
    var name: String
    var body: String
    var said: [String]
    var declarations = ""

    var testDescription: String { name }

    var text: String {
        "import PolicyV1\n\(declarations)\nadmission(\"\(name)\", kinds: .any) { review in\n\(body)\n}\n"
    }

    static let object: Value = [
        "apiVersion": "v1", "kind": "Thing",
        "metadata": ["name": "web", "namespace": "shop", "labels": ["app": "web", "tier": "b"]],
        "spec": [
            "size": 3, "ratio": 0.5, "on": true, "list": [1, 2, 3], "names": ["b", "a", "b"], "port": "50%",
            "memory": "1.5Gi", "nothing": .null, "nested": ["deep": [["x": "y"]]],
        ],
    ]

    static let all: [LanguageFeature] = language + library

    static let language: [LanguageFeature] = [
        LanguageFeature(
            name: "optionals",
            body: """
                let size = review.object.at("spec.size")?.integer
                if let size { deny("\\(size)") }
                if let size = size, size > 5 { deny("large") } else { deny("small") }
                deny(review.object["absent"]?["x"]?.string ?? "absent")
                deny("\\(review.object.at("spec.nothing")?.string)")
                """, said: ["3", "small", "absent", "<none>"]),
        LanguageFeature(
            name: "guard",
            body: """
                guard let size = review.object.at("spec.size")?.integer, size > 2 else { return }
                deny("\\(size)")
                guard size > 3 else { return }
                deny("never")
                """, said: ["3"]),
        LanguageFeature(
            name: "for and where",
            body: """
                for value in review.object.list("spec.list").compactMap({ $0.integer }) where value % 2 == 1 { deny("\\(value)") }
                for (key, value) in review.labels where key != "tier" { deny("\\(key)=\\(value)") }
                for (index, name) in ["x", "y"].enumerated() { deny("\\(index)\\(name)") }
                for number in 1...2 { if number == 2 { continue }; deny("n\\(number)") }
                for number in 0..<9 { if number == 1 { break }; deny("m\\(number)") }
                """, said: ["1", "3", "app=web", "0x", "1y", "n1", "m0"]),
        LanguageFeature(
            name: "switch",
            body: """
                for size in [0, 2, 7, 200] {
                    switch size {
                    case 0: deny("zero")
                    case 1...3: deny("few")
                    case let n where n > 100: deny("many \\(n)")
                    default: break
                    }
                }
                switch review.object.at("spec.none")?.string { case nil: deny("nil"); case let text?: deny(text) }
                """, said: ["zero", "few", "many 200", "nil"]),
        LanguageFeature(
            name: "closures",
            body: """
                let numbers = [3, 1, 2]
                deny("\\(numbers.map { $0 * 2 }.filter { $0 > 2 }.sorted())")
                deny("\\(numbers.contains { $0 == 2 }) \\(numbers.allSatisfy { n in n > 1 })")
                deny("\\(numbers.first { $0 < 3 } ?? 0) \\(numbers.sum { $0 }) \\(numbers.count { $0 > 1 })")
                deny([["a"], ["b", "c"]].flatMap { $0 }.joined(separator: "+"))
                """, said: ["[4, 6]", "true false", "1 6 2", "a+b+c"]),
        LanguageFeature(
            name: "interpolation and literals",
            body: #"""
                let list = [1, 2]
                let set: Set<String> = ["b", "a", "b"]
                let table = ["x": 1, "y": 2]
                deny("\(list) \(set.count) \(table["y"] ?? 0) \(1.5) \(true) \(0x1F) \(1_000)")
                deny("tab\tquote\" unicode \u{e9}")
                deny("""
                    two
                      lines
                    """)
                """#, said: ["[1, 2] 2 2 1.5 true 31 1000", "tab\tquote\" unicode é", "two\n  lines"]),
        LanguageFeature(
            name: "structs, enums and functions",
            body: """
                let limit = Limit(name: "cpu")
                deny("\\(limit.name) \\(limit.most) \\(level(limit.most) == .high)")
                deny(level(1).rawValue)
                """, said: ["cpu 10 true", "LOW"],
            declarations: """
                struct Limit { let name: String; let most: Int = 10 }
                enum Level: String { case low = "LOW", high }
                func level(_ n: Int) -> Level { n > 5 ? .high : .low }
                """),
        LanguageFeature(
            name: "operators",
            body: """
                deny("\\(7 / 2) \\(7 % 2) \\(-3 + 1) \\(2 * 3 - 1) \\(1 < 2 && !(2 <= 1) || false)")
                deny("a" + "b" < "ac" ? "less" : "more")
                deny("\\(min(1, 2)) \\(max(1, 2)) \\(abs(-4))")
                """, said: ["3 1 -2 5 true", "less", "1 2 4"]),
    ]

    static let library: [LanguageFeature] = [
        LanguageFeature(
            name: "strings",
            body: """
                deny("Abc".lowercased() + "Abc".uppercased() + " x ".trimmed() + "v1".removingPrefix("v") + "a.b".removingSuffix(".b"))
                deny("\\("a/b/c".pieces(by: "/")) \\("a=b".before("=") ?? "") \\("a=b".after("=") ?? "") \\("12".integer ?? 0)")
                """, said: ["abcABCx1a", "[\"a\", \"b\", \"c\"] a b 12"]),
        LanguageFeature(
            name: "regular expressions and globs",
            body: """
                deny("\\("v1.2".matches(regex: "^v[0-9]+\\\\.[0-9]+$")) \\("x".matches(regex: "^y")) \\("shop-a".matches(glob: "shop-*"))")
                """, said: ["true false true"]),
        LanguageFeature(
            name: "quantities and percentages",
            body: """
                let memory = review.object.at("spec.memory")?.quantity ?? "0"
                deny("\\(memory == "1536Mi") \\(memory * 2 > "2Gi") \\(memory - "512Mi" == "1Gi")")
                let port = review.object.at("spec.port")?.intOrString
                deny("\\(port?.percent ?? 0) \\(port?.resolved(of: 5, roundingUp: true) ?? 0)")
                """, said: ["true true true", "50 3"]),
        LanguageFeature(
            name: "images, labels, versions and networks",
            body: """
                let image = ImageRef("localhost:5000/team/app:1.2@sha256:aa")
                deny("\\(image.registry) \\(image.repository) \\(image.tag ?? "") \\(image.digest ?? "")")
                deny("\\(LabelSelector("app=web,tier in (a, b)").matches(review.labels))")
                let old: SemVer = "1.9.0"
                let new: SemVer = "1.10.0-rc.1"
                deny("\\(old < new) \\(new.minor)")
                let network: CIDR = "10.0.0.0/8"
                deny("\\(network.contains("10.1.2.3")) \\(network.contains("192.168.0.1"))")
                """, said: ["localhost:5000 team/app 1.2 sha256:aa", "true", "true 10", "true false"]),
        LanguageFeature(
            name: "times, durations and zones",
            body: """
                let time: Timestamp = "2026-01-05T08:30:00Z"
                let later = time + "90m"
                deny("\\(later > time) \\(later) \\(time.hour(zone: "Europe/Berlin")) \\(time.weekday(zone: "UTC"))")
                deny("\\(time.isWithin("09:00"..<"17:00", on: .weekdays, zone: "Europe/Berlin")) \\(time.isWithin("09:00"..<"17:00", on: .weekdays, zone: "UTC"))")
                """, said: ["true 2026-01-05T10:00:00Z 9 1", "true false"]),
        LanguageFeature(
            name: "calendars",
            body: """
                deny("\\(freeze.covers("2026-01-05T00:00:00Z")) \\(freeze.covers("2026-02-01T00:00:00Z"))")
                """, said: ["true false"], declarations: "let freeze = Calendar(\"freeze\", zone: \"UTC\")"),
        LanguageFeature(
            name: "JSON paths",
            body: """
                deny("\\(review.object.at("spec.nested.deep[0].x")?.string ?? "") \\(review.object.at("metadata.labels['app']")?.string ?? "")")
                deny("\\(review.object.list("spec.names").compactMap { $0.string }) \\(review.object["spec"]?.has("on") ?? false)")
                deny("\\(review.object.at("spec.on")?.bool ?? false) \\(review.object.at("spec.ratio")?.double ?? 0)")
                """, said: ["y web", "[\"b\", \"a\", \"b\"] true", "true 0.5"]),
        LanguageFeature(
            name: "sets and dictionaries",
            body: """
                let names = Set(review.object.at("spec.names")?.strings ?? [])
                deny("\\(names.sorted()) \\(names.union(["c"]).count) \\(names.isSubset(of: ["a", "b", "c"])) \\(names.intersects(["z"]))")
                deny("\\(names.intersection(["a"]).sorted()) \\(names.subtracting(["a"]).sorted()) \\(review.labels.keys.sorted())")
                """, said: ["[\"a\", \"b\"] 3 true false", "[\"a\"] [\"b\"] [\"app\", \"tier\"]"]),
        LanguageFeature(
            name: "hashes", body: "deny(\"abc\".sha256)",
            said: ["ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"]),
    ]
}
