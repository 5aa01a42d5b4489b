import Manifests

/// The types of the built-in kinds, as the API server's Go code declares them (k8s.io/api and k8s.io/apimachinery, 1.36).
///
/// Written in lines of `name:number shape`, where `*` is a pointer, `[…]` a list, `{…}` a map, `.Name` a type of the
/// same package, `^` an embedded type, `!` a field that is always written, `~` one that is left out when zero.
/// Scalars are `s`tring, `b`ool, `i`nt32, in`l`64, `y` bytes, `d`ouble; `Q`uantity, `T`ime, `M`icroTime, `O`
/// integer or string, `X` raw JSON, `W` wrapped strings.
struct APITypes: Sendable {
    static let builtIn = APITypes([core, volumes, pods, workloads, policies])

    /// Types with an `apiVersion` and a `kind` of their own that stand within other types.
    static let embeddedKinds: Set<String> = ["core/v1.PersistentVolumeClaim", "meta/v1.DeleteOptions"]

    private var types: [String: APIType] = [:]
    private var flattened: [String: [String: APIType.Field]] = [:]

    private init(_ texts: [String]) {
        for text in texts { read(text) }
        for name in types.keys { flattened[name] = flat(name, depth: 0) }
    }

    subscript(name: String) -> APIType? { types[name] }

    /// The type of a kind's objects; nil for a kind that is not built in.
    subscript(kind: GroupVersionKind) -> APIType? { self["\(Self.package(kind.group))/\(kind.version).\(kind.kind)"] }

    /// The fields of a type and those of the types embedded in it, by their names in JSON.
    func fields(of type: APIType) -> [String: APIType.Field] { flattened[type.name] ?? [:] }

    /// The package of a group: its first label, `core` for the group without a name.
    private static func package(_ group: String) -> String {
        group.isEmpty ? "core" : String(group.prefix { $0 != "." })
    }

    private func flat(_ name: String, depth: Int) -> [String: APIType.Field] {
        guard depth < 8, let type = types[name] else { return [:] }
        var fields: [String: APIType.Field] = [:]
        for field in type.fields {
            if !field.isInline {
                fields[field.name] = field
            } else if case .type(let embedded) = field.shape {
                fields.merge(flat(embedded, depth: depth + 1)) { own, _ in own }
            }
        }
        return fields
    }

    // MARK: The notation

    private mutating func read(_ text: String) {
        var current: APIType?
        for line in text.split(separator: "\n") {
            if line.hasPrefix(" ") {
                let package = current?.name.prefix { $0 != "." } ?? ""
                for token in line.split(separator: " ") {
                    if let field = Self.field(token, package: String(package)) { current?.fields.append(field) }
                }
            } else {
                if let current { types[current.name] = current }
                current = APIType(name: String(line), fields: [])
            }
        }
        if let current { types[current.name] = current }
    }

    private static func field(_ token: Substring, package: String) -> APIType.Field? {
        guard let colon = token.firstIndex(of: ":") else { return nil }
        let name = token[..<colon]
        var rest = token[token.index(after: colon)...]
        let digits = rest.prefix { $0.isNumber }
        guard let number = UInt64(digits) else { return nil }
        rest = rest.dropFirst(digits.count)
        var omission = APIType.Omission.whenEmpty
        if rest.last == "!" || rest.last == "~" {
            omission = rest.last == "!" ? .never : .whenZero
            rest = rest.dropLast()
        }
        let isPointer = rest.first == "*"
        guard let shape = shape(isPointer ? rest.dropFirst() : rest, package: package) else { return nil }
        return APIType.Field(
            name: name == "^" ? "" : String(name), number: number, shape: shape, isPointer: isPointer,
            omission: omission)
    }

    private static func shape(_ text: Substring, package: String) -> APIType.Shape? {
        switch text {
        case "s": return .string
        case "b": return .boolean
        case "i": return .int32
        case "l": return .int64
        case "d": return .double
        case "y": return .bytes
        case "Q": return .quantity
        case "T": return .time
        case "M": return .microTime
        case "O": return .integerOrString
        case "X": return .raw
        case "W": return .wrappedStrings
        default: break
        }
        switch text.first {
        case "[": return shape(text.dropFirst().dropLast(), package: package).map { .list($0) }
        case "{": return shape(text.dropFirst().dropLast(), package: package).map { .map($0) }
        case "*": return shape(text.dropFirst(), package: package)
        case ".": return .type(package + text)
        case nil: return nil
        default: return .type(String(text))
        }
    }
}
