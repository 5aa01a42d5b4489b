package import Manifests
import Synchronization

/// The types of the built-in kinds, after the API server's Go code and OpenAPI documents (Kubernetes 1.36); each is
/// read from its table when it is first asked for.
///
/// A line at the margin names a type; behind it may stand `kind=GROUP` for one of an API's objects, `typed` for another
/// with an apiVersion and a kind, `atomic` for one that is owned as a whole, `any` for free JSON. Indented lines hold
/// the fields, `NAME:NUMBER SHAPE` without the space, then what applies. `^` names a type whose fields stand in this
/// one, the number is that in protobuf.
///
///     *                 a pointer, before the shape
///     s b i l d         string, boolean, int32, int64, double       y    bytes       Q    quantity
///     T M               time of seconds, of microseconds            O    integer or string
///     X F W             raw JSON, a field set, wrapped strings      s|A,B    one of A and B
///     .Name pkg/v.Name  a type of the same package, of another      .Name%   though atomic, not here
///     [T]               an atomic list     [T]set     [T]map(KEY,…)
///     {T}               a map of T         {T}@       owned as a whole
///     ! -               always written; left out when zero, though a struct
///     ? +               not required though always written; required though not
///     =JSON             the default, where it is not the empty value
///     ~merge:KEY        the strategy and the key of strategic merge patch
///
/// `scripts/api-types.py` compares the tables with OpenAPI documents.
package final class APITypes: Sendable {
    package static let builtIn = APITypes()

    /// The packages: the first label of a group (`core` for the one without a name) and a version.
    static let packages = [
        "meta/v1": [meta], "core/v1": [core, pods, volumes], "apps/v1": [workloads], "batch/v1": [workloads],
        "autoscaling/v1": [scaling], "autoscaling/v2": [scaling], "policy/v1": [scaling],
        "networking/v1": [networking], "discovery/v1": [networking], "authentication/v1": [access],
        "authorization/v1": [access], "certificates/v1": [access], "rbac/v1": [access],
        "admissionregistration/v1": [admission], "apiregistration/v1": [admission],
        "apiextensions/v1": [definitions], "node/v1": [devices], "resource/v1": [devices], "storage/v1": [storage],
        "coordination/v1": [control], "events/v1": [control], "flowcontrol/v1": [control],
        "scheduling/v1": [control],
    ]

    package static let texts = [
        meta, core, pods, volumes, workloads, scaling, networking, access, admission, definitions, devices, storage,
        control,
    ]

    struct Header: Sendable {
        var name: String
        /// What stands behind the name.
        var rest: Substring
        /// The lines of its fields.
        var body: Substring

        var words: [Substring] { rest.split(separator: " ") }
        /// Nil for a type that is no kind.
        var group: String? { words.first { $0.hasPrefix("kind=") }.map { String($0.dropFirst(5)) } }
    }

    private struct Tables: Sendable {
        var headers: [String: [String: Header]] = [:]
        var types: [String: APIType] = [:]
        /// Of the kinds asked for so far.
        var kinds: [GroupVersionKind: APIType] = [:]
    }

    private let tables = Mutex(Tables())

    private init() {}

    package subscript(name: String) -> APIType? {
        tables.withLock { Self.read(name, in: &$0, depth: 0) }
    }

    /// The type of a kind's objects; nil for a kind that is not built in.
    package subscript(kind: GroupVersionKind) -> APIType? {
        tables.withLock { tables in
            if let type = tables.kinds[kind] { return type }
            let name = Self.name(of: kind)
            guard Self.header(name, in: &tables)?.group == kind.group else { return nil }
            tables.kinds[kind] = Self.read(name, in: &tables, depth: 0)
            return tables.kinds[kind]
        }
    }

    func contains(_ kind: GroupVersionKind) -> Bool {
        let name = Self.name(of: kind)
        return tables.withLock { Self.header(name, in: &$0)?.group == kind.group }
    }

    package var kinds: [GroupVersionKind] {
        tables.withLock { tables in
            Self.packages.keys.flatMap { package -> [GroupVersionKind] in
                let version = String(
                    package[package.index(after: package.firstIndex(of: "/") ?? package.startIndex)...])
                return Self.headers(of: package, in: &tables).values.compactMap { header in
                    header.group.map {
                        GroupVersionKind(
                            group: $0, version: version, kind: String(header.name.dropFirst(package.count + 1)))
                    }
                }
            }
        }
    }

    package static var packageNames: [String] { packages.keys.sorted() }

    package func names(of package: String) -> [String] {
        tables.withLock { Array(Self.headers(of: package, in: &$0).keys) }
    }

    private static func name(of kind: GroupVersionKind) -> String {
        "\(kind.group.isEmpty ? "core" : kind.group.prefix { $0 != "." })/\(kind.version).\(kind.kind)"
    }

    // MARK: Reading

    private static func read(_ name: String, in tables: inout Tables, depth: Int) -> APIType? {
        if let type = tables.types[name] { return type }
        guard depth < 8, let header = header(name, in: &tables) else { return nil }
        let fields = APITypeReader.fields(header.body, package: package(of: name))
        var members = fields.filter { !$0.isInline }
        for field in fields where field.isInline {
            guard case .type(let embedded) = field.shape else { continue }
            let inner = read(embedded, in: &tables, depth: depth + 1)?.members ?? []
            members += inner.filter { member in !members.contains { $0.name == member.name } }
        }
        members.sort { $0.name.precedesByBytes($1.name) }
        let type = APIType(header: header, fields: fields, members: members)
        tables.types[name] = type
        return type
    }

    private static func header(_ name: String, in tables: inout Tables) -> Header? {
        headers(of: package(of: name), in: &tables)[name]
    }

    /// `core/v1` of `core/v1.PodSpec`.
    private static func package(of name: String) -> String {
        let end = name.utf8.firstIndex(of: UInt8(ascii: ".")) ?? name.endIndex
        return String(name[..<end])
    }

    private static func headers(of package: String, in tables: inout Tables) -> [String: Header] {
        if let headers = tables.headers[package] { return headers }
        var headers: [String: Header] = [:]
        let prefix = package + "."
        // A text may hold several packages.
        for text in packages[package] ?? [] {
            scan(text) { if $0.name.hasPrefix(prefix) { headers[$0.name] = $0 } }
        }
        tables.headers[package] = headers
        return headers
    }

    /// Finds the types of a text, without reading their fields.
    private static func scan(_ text: String, _ found: (Header) -> Void) {
        let bytes = text.utf8
        var name = bytes.startIndex..<bytes.startIndex
        var (words, line) = (name, bytes.startIndex)
        func finish(at end: String.Index) {
            guard !name.isEmpty else { return }
            found(
                Header(name: String(text[name]), rest: text[words], body: text[words.upperBound..<end]))
        }
        while line < bytes.endIndex {
            let end = bytes[line...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.endIndex
            if bytes[line] != UInt8(ascii: " ") {
                finish(at: line)
                name = line..<(bytes[line..<end].firstIndex(of: UInt8(ascii: " ")) ?? end)
                words = name.upperBound..<end
            }
            line = end < bytes.endIndex ? bytes.index(after: end) : end
        }
        finish(at: bytes.endIndex)
    }
}
