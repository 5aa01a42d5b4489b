import Manifests

/// The types of the core kinds as a compact table, after the OpenAPI v3 documents of Kubernetes 1.36.
///
/// A line at the margin names a type; `!` behind it makes it atomic, `@apps/v1/Deployment` says whose objects it
/// describes. Indented lines hold its fields, `NAME:TYPE`, then what applies:
///
///     s n b u q     string, number, boolean, any scalar, quantity   ?  anything  !?   anything, atomic
///     o             an object without declared fields          {T}  a map of T   {T}! an atomic map of T
///     [T]           an atomic list     [T]set     [T]map(KEY,…)
///     core.v1.Pod   another type       .Pod       a type of the same package     T!   taken as atomic
///                                                              T%   taken as granular
///     *             Go writes the field even when it is empty
///     =JSON         the default
///     ~merge:KEY    the strategy and the key of strategic merge patch
enum BuiltInSchemas {
    static func catalog() -> SchemaCatalog {
        var builder = SchemaBuilder()
        var kinds: [(GroupVersionKind, Int)] = []
        for text in [meta, core, volumes, workloads, cluster, extensions] {
            kinds += define(text, in: &builder)
        }
        let table = builder.table()
        var schemas: [GroupVersionKind: TypeSchema] = [:]
        for (kind, index) in kinds { schemas[kind] = TypeSchema(table: table, index: index) }
        return SchemaCatalog(schemas)
    }

    /// Defines the types of a table; returns the kinds that it names.
    @discardableResult
    static func define(_ text: String, in builder: inout SchemaBuilder) -> [(GroupVersionKind, Int)] {
        var kinds: [(GroupVersionKind, Int)] = []
        var header: Header?
        var fields: [MapSchema.Field] = []
        func finish(_ builder: inout SchemaBuilder) {
            guard let header else { return }
            // An object without declared fields allows any.
            let additional = fields.isEmpty ? TypeDefinition.deducedIndex : nil
            let map = MapSchema(fields: fields, additional: additional, isAtomic: header.isAtomic)
            builder.define(qualified(header.name), as: TypeDefinition(map: map))
            if let kind = header.kind { kinds.append((kind, builder.index(of: qualified(header.name)))) }
        }
        for line in text.split(separator: "\n") {
            if line.first != " " {
                finish(&builder)
                header = Header(line)
                fields = []
                continue
            }
            let package = header?.package ?? ""
            for token in line.split(separator: " ") {
                var reader = FieldReader(token, package: package)
                fields.append(reader.field(&builder))
            }
        }
        finish(&builder)
        return kinds
    }

    /// The name in OpenAPI documents for the types that custom resources share with the table.
    static func qualified(_ name: String) -> String {
        name.hasPrefix("meta.v1.") ? "io.k8s.apimachinery.pkg.apis." + name : name
    }

    private struct Header {
        var name: String
        var isAtomic: Bool
        var kind: GroupVersionKind?

        var package: String { name.lastIndex(of: ".").map { String(name[..<$0]) } ?? "" }

        init(_ line: Substring) {
            let words = line.split(separator: " ")
            name = words.first.map(String.init) ?? ""
            isAtomic = words.contains("!")
            if let text = words.first(where: { $0.hasPrefix("@") })?.dropFirst(), let slash = text.lastIndex(of: "/") {
                kind = GroupVersionKind(
                    apiVersion: String(text[..<slash]), kind: String(text[text.index(after: slash)...]))
            }
        }
    }

    /// Reads one `NAME:TYPE…` token. The table is the project's own text, covered by a test against the documents;
    /// what it cannot read becomes a type that allows anything.
    private struct FieldReader {
        var rest: Substring
        let package: String

        init(_ token: Substring, package: String) {
            rest = token
            self.package = package
        }

        mutating func field(_ builder: inout SchemaBuilder) -> MapSchema.Field {
            let name = take { $0 != ":" }
            skip(":")
            var field = MapSchema.Field(name: String(name), type: type(&builder))
            field.isAlwaysPresent = skip("*")
            if skip("=") { field.defaultValue = try? JSON.parse(String(take { $0 != "~" })) }
            if skip("~") {
                let names = take { $0 != ":" }.split(separator: ",")
                field.patchStrategy = PatchStrategy(
                    merges: names.contains("merge"), retainsKeys: names.contains("retainKeys"),
                    mergeKey: skip(":") ? String(rest) : nil)
            }
            return field
        }

        private mutating func type(_ builder: inout SchemaBuilder) -> Int {
            if skip("?") { return TypeDefinition.deducedIndex }
            if skip("!") {
                skip("?")
                return TypeDefinition.atomicAnythingIndex
            }
            if skip("[") {
                let item = type(&builder)
                skip("]")
                return builder.add(TypeDefinition(list: ListSchema(type: listType(), item: item)))
            }
            if skip("{") {
                let value = type(&builder)
                skip("}")
                return builder.add(
                    TypeDefinition(map: MapSchema(fields: [], additional: value, isAtomic: skip("!"))))
            }
            return named(take { $0.isLetter || $0.isNumber || $0 == "." }, &builder)
        }

        private mutating func named(_ name: Substring, _ builder: inout SchemaBuilder) -> Int {
            switch name {
            case "s": return builder.add(TypeDefinition(scalar: .string))
            case "n": return builder.add(TypeDefinition(scalar: .numeric))
            case "b": return builder.add(TypeDefinition(scalar: .boolean))
            case "u": return builder.add(TypeDefinition(scalar: .untyped))
            case "q":
                builder.define(OpenAPISchemaReader.quantity, as: .quantity)
                return builder.index(of: OpenAPISchemaReader.quantity)
            case "o":
                let map = MapSchema(fields: [], additional: TypeDefinition.deducedIndex, isAtomic: false)
                return builder.add(TypeDefinition(map: map))
            default:
                let full = qualified(name.hasPrefix(".") ? package + name : String(name))
                if skip("!") { return builder.index(of: full, atomic: true) }
                return skip("%") ? builder.index(of: full, atomic: false) : builder.index(of: full)
            }
        }

        private mutating func listType() -> ListType {
            if skip("set") { return .set }
            guard skip("map(") else { return .atomic }
            let keys = take { $0 != ")" }.split(separator: ",").map(String.init)
            skip(")")
            return .map(keys: keys)
        }

        @discardableResult
        private mutating func skip(_ text: String) -> Bool {
            guard rest.hasPrefix(text) else { return false }
            rest = rest.dropFirst(text.count)
            return true
        }

        private mutating func take(while matches: (Character) -> Bool) -> Substring {
            let taken = rest.prefix(while: matches)
            rest = rest.dropFirst(taken.count)
            return taken
        }
    }
}
