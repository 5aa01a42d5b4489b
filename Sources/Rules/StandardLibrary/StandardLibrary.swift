import Manifests

/// What the declarations of ``PolicyInterface`` do, by symbol.
enum StandardLibrary {
    typealias Table = [String: Intrinsic]

    static let table: Table = [strings, collections, json, values, times, kubernetes, evidence, verdicts, testing]
        .reduce(into: [:]) { $0.merge($1) { first, _ in first } }

    /// Those that ask for more than their arguments: never evaluated when a policy is compiled.
    static func isPure(_ symbol: String) -> Bool {
        !impure.contains(symbol) && testing[symbol] == nil && evidence[symbol] == nil && verdicts[symbol] == nil
    }

    private static let impure: Set<String> = [
        "cluster", "Cluster.workloads(in:)", "Cluster.objects(_:)", "Cluster.objects(_:in:)",
        "Cluster.object(_:named:)", "Calendar.covers(_:)",
    ]

    // MARK: Arguments

    static func text(_ datum: Datum) throws(Fault) -> String {
        switch datum {
        case .string(let text): return text
        case .json(.string(let text)): return text
        default: throw Fault(.wrongType(expected: "a string", found: datum.text, what: "an argument"))
        }
    }

    static func integer(_ datum: Datum) throws(Fault) -> Int {
        if case .integer(let value) = datum { return value }
        throw Fault(.wrongType(expected: "an integer", found: datum.text, what: "an argument"))
    }

    static func time(_ datum: Datum) throws(Fault) -> Int {
        if case .time(let value) = datum { return value }
        throw Fault(.wrongType(expected: "a time", found: datum.text, what: "an argument"))
    }

    static func value(_ datum: Datum) throws(Fault) -> Value {
        if case .json(let value) = datum { return value }
        throw Fault(.wrongType(expected: "JSON", found: datum.text, what: "an argument"))
    }

    static func box<T: Box>(_ datum: Datum, _ type: T.Type, _ what: String) throws(Fault) -> T {
        if case .object(let box) = datum, let wanted = box as? T { return wanted }
        throw Fault(.wrongType(expected: what, found: datum.text, what: "an argument"))
    }

    static func list(_ datum: Datum) throws(Fault) -> [Datum] {
        let elements = try Elements(datum)
        return (0..<elements.count).map { elements[$0] }
    }

    static func strings(_ values: [String]) -> Datum { .list(values.map { .string($0) }) }

    static func optional(_ text: String?) -> Datum { text.map { .string($0) } ?? .none }
}
