import Manifests
import StructuredMerge

/// Every kind that is served now: the built-in ones and those of the definitions in the store.
struct KindRegistry: Sendable {
    private(set) var kinds: [ServedKind] = BuiltInKinds.all
    private(set) var schemas = SchemaCatalog.builtIn.prepared(for: BuiltInKinds.all.map(\.kind))
    private(set) var definitions: [GroupResource: Value] = [:]
    private var byPath: [String: ServedKind]
    private var byKind: [GroupVersionKind: ServedKind]
    private var versions: [GroupKind: KindVersions] = [:]
    /// Of the kinds that are not stored just as they are written.
    private(set) var storages: [GroupResource: KindStorage] = [:]

    init() {
        byPath = [:]
        byKind = [:]
        index()
    }

    private mutating func index() {
        byPath = Dictionary(kinds.map { (Self.path($0.kind.group, $0.kind.version, $0.plural), $0) }) { first, _ in
            first
        }
        byKind = Dictionary(kinds.map { ($0.kind, $0) }) { first, _ in first }
        let catalog = schemas
        versions = Dictionary(grouping: kinds, by: \.kind.groupKind).mapValues { kinds in
            let served = kinds.map { ($0.kind.apiVersion, catalog[$0.kind]) }
            let storage = kinds.first?.storage
            return KindVersions(served: Dictionary(served) { first, _ in first }) { object, apiVersion in
                KindConversion.convert(object, to: apiVersion, of: storage)
            }
        }
        storages = kinds.reduce(into: [:]) { storages, kind in
            if let storage = kind.storage { storages[kind.resource] = storage }
        }
    }

    private static func path(_ group: String, _ version: String, _ plural: String) -> String {
        "\(group)/\(version)/\(plural)"
    }

    func served(group: String, version: String, plural: String) -> ServedKind? {
        byPath[Self.path(group, version, plural)]
    }

    subscript(kind: GroupVersionKind) -> ServedKind? { byKind[kind] }

    /// The versions of a kind in which fields may be owned.
    func versions(of kind: GroupVersionKind) -> KindVersions? { versions[kind.groupKind] }

    func first(of resource: GroupResource) -> ServedKind? { kinds.first { $0.resource == resource } }

    /// Every group in the order in which they came, with its versions, the preferred one first.
    var groupVersions: [(group: String, versions: [String])] {
        var groups: [(group: String, versions: [String])] = []
        for kind in kinds {
            if let index = groups.firstIndex(where: { $0.group == kind.kind.group }) {
                if !groups[index].versions.contains(kind.kind.version) {
                    groups[index].versions.append(kind.kind.version)
                }
            } else {
                groups.append((kind.kind.group, [kind.kind.version]))
            }
        }
        return groups.map { ($0.group, $0.versions.sorted { VersionPriority($0) > VersionPriority($1) }) }
    }

    /// Serves what a CustomResourceDefinition defines, in place of what it defined before.
    ///
    /// - Throws: ``SchemaError`` for a schema that says what cannot be.
    mutating func define(_ definition: Value) throws(SchemaError) {
        guard let spec = definition["spec"], let group = spec["group"]?.string,
            let plural = spec[path: "names", "plural"]?.string, let kind = spec[path: "names", "kind"]?.string
        else { return }
        let resource = GroupResource(group: group, plural: plural)
        var schemas = schemas
        try schemas.add(customResourceDefinition: definition)
        let storage = storage(of: spec["versions"]?.array ?? [], group: group, before: storages[resource])
        remove(resource)
        self.schemas = schemas
        definitions[resource] = definition
        for version in spec["versions"]?.array ?? [] where version["served"]?.bool ?? false {
            guard let name = version["name"]?.string else { continue }
            let subresources = version["subresources"]?.object ?? [:]
            let identity = GroupVersionKind(group: group, version: name, kind: kind)
            kinds.append(
                ServedKind(
                    kind: identity, plural: plural,
                    singular: spec[path: "names", "singular"]?.string ?? kind.lowercased(),
                    shortNames: (spec[path: "names", "shortNames"]?.array ?? []).compactMap(\.string),
                    categories: (spec[path: "names", "categories"]?.array ?? []).compactMap(\.string),
                    isNamespaced: spec["scope"]?.string != "Cluster", subresources: Set(subresources.keys),
                    hasGeneration: true, isCustom: true, storage: storage,
                    selectableFields: (version["selectableFields"]?.array ?? []).compactMap {
                        $0["jsonPath"]?.string.map { String($0.drop { $0 == "." }) }
                    },
                    scale: ScalePaths(subresources["scale"]),
                    structure: storage.structures[identity.apiVersion],
                    schemaHash: TemplateHash.number(of: JSON.write(Self.schema(of: version) ?? .null)),
                    isTerminating: definition.isBeingDeleted))
        }
        index()
    }

    private static func schema(of version: Value) -> Value? { version[path: "schema", "openAPIV3Schema"] }

    /// - Parameter before: gives the schemas that stay as they were, so that objects are known to be as they have them.
    private func storage(of versions: [Value], group: String, before: KindStorage?) -> KindStorage {
        var known = Array((before?.structures ?? [:]).values)
        var storage = KindStorage(apiVersion: "", structures: [:])
        for version in versions {
            let apiVersion = "\(group)/\(version["name"]?.string ?? "")"
            if storage.apiVersion.isEmpty { storage.apiVersion = apiVersion }
            let root = Self.schema(of: version)?.object ?? [:]
            let structure = known.first { $0.root == root } ?? StructuralSchema(root)
            known.append(structure)
            storage.structures[apiVersion] = structure
            if version["storage"]?.bool ?? false { storage.apiVersion = apiVersion }
        }
        return storage
    }

    mutating func remove(_ resource: GroupResource) {
        guard definitions.removeValue(forKey: resource) != nil else { return }
        for kind in kinds where kind.isCustom && kind.resource == resource { schemas.remove(kind.kind) }
        kinds.removeAll { $0.isCustom && $0.resource == resource }
        index()
    }
}

/// The order of an API's versions: `v10`, `v2`, `v1`, `v2beta1`, `v1alpha1`, then anything else by its letters
/// (k8s.io/apimachinery, `version.CompareKubeAwareVersionStrings`).
struct VersionPriority: Comparable {
    private let stability: Int
    private let major: Int
    private let minor: Int
    private let text: String

    init(_ text: String) {
        self.text = text
        var rest = Substring(text).utf8
        func take(while matches: (UInt8) -> Bool) -> Substring {
            let end = rest.firstIndex { !matches($0) } ?? rest.endIndex
            defer { rest = rest[end...] }
            return Substring(rest[..<end])
        }
        let isDigit = { (byte: UInt8) in byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
        let (prefix, major) = (take { !isDigit($0) }, Int(take(while: isDigit)))
        let (stage, minor) = (take { !isDigit($0) }, Int(take(while: isDigit)))
        switch (prefix, stage, major, minor, rest.isEmpty) {
        case ("v", "", let major?, nil, true): (stability, self.major, self.minor) = (3, major, 0)
        case ("v", "beta", let major?, let minor?, true): (stability, self.major, self.minor) = (2, major, minor)
        case ("v", "alpha", let major?, let minor?, true): (stability, self.major, self.minor) = (1, major, minor)
        default: (stability, self.major, self.minor) = (0, 0, 0)
        }
    }

    static func < (left: VersionPriority, right: VersionPriority) -> Bool {
        let (a, b) = ((left.stability, left.major, left.minor), (right.stability, right.major, right.minor))
        return a == b ? left.text > right.text : a < b
    }
}
