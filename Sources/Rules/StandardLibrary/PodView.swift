import Manifests

/// The pods that an object describes, whatever its kind.
final class PodBox: Box, @unchecked Sendable {
    struct Specification {
        var path: PodPath
        var spec: Value
        var metadata: Value
    }

    let specifications: [Specification]
    private var cached: [[Datum]?] = [nil, nil, nil, nil]

    private init(_ specifications: [Specification]) { self.specifications = specifications }

    private var cachedLabels: Datum?
    private var cachedAnnotations: Datum?

    /// Nil for a kind that bears no pod.
    static func make(_ object: Value, at paths: [PodPath]?) throws(Fault) -> PodBox? {
        guard let paths else { return nil }
        var found: [Specification] = []
        for path in paths {
            guard let (parent, current) = path.value(in: object) else { continue }
            guard case .object = current else {
                throw Fault(.wrongType(expected: "an object", found: current.kindInWords, what: "'\(path.text)'"))
            }
            let metadata = JSONText.member(parent, "metadata") ?? .object(Object())
            found.append(Specification(path: path, spec: current, metadata: metadata))
        }
        guard !found.isEmpty else { throw Fault(.missing("'\(paths.first?.text ?? "")'")) }
        return PodBox(found)
    }

    func first() throws(Fault) -> Specification {
        guard let first = specifications.first else { throw Fault(.missing("the pod's 'spec'")) }
        return first
    }

    func labels() throws(Fault) -> Datum {
        if let cachedLabels { return cachedLabels }
        let made = try JSONText.texts(try first().metadata["labels"], "metadata.labels")
        cachedLabels = made
        return made
    }

    func annotations() throws(Fault) -> Datum {
        if let cachedAnnotations { return cachedAnnotations }
        let made = try JSONText.texts(try first().metadata["annotations"], "metadata.annotations")
        cachedAnnotations = made
        return made
    }

    private static let groups = ["containers", "initContainers", "ephemeralContainers"]

    /// 0 containers, 1 init containers, 2 ephemeral containers, 3 all of them.
    func containers(_ group: Int) throws(Fault) -> [Datum] {
        if let known = cached[group] { return known }
        var result: [Datum] = []
        if group == 3 {
            for inner in 0..<3 { result += try containers(inner) }
        } else {
            for specification in specifications {
                guard let member = JSONText.member(specification.spec, Self.groups[group]) else { continue }
                let path = specification.path.containers[group]
                let list = try JSONText.list(member, path)
                result.reserveCapacity(result.count + list.count)
                for (index, value) in list.enumerated() {
                    guard case .object(let object) = value else {
                        throw Fault(
                            .wrongType(expected: "an object", found: value.kindInWords, what: "'\(path)[\(index)]'"))
                    }
                    result.append(.object(ContainerBox(object, listPath: path, index: index, group: group)))
                }
            }
            if group == 0 { result += models() }
        }
        cached[group] = result
        return result
    }

    /// What InferenceServices run in place of a container.
    private func models() -> [Datum] {
        specifications.compactMap { specification in
            guard case .object(let object)? = JSONText.member(specification.spec, "model"), object["image"] != nil
            else { return nil }
            return .object(
                ContainerBox(object, listPath: specification.path.text + ".model", index: -1, group: 0))
        }
    }
}

extension JSONText {
    /// Labels and annotations: an object of strings, or nothing.
    static func texts(_ value: Value?, _ what: String) throws(Fault) -> Datum {
        switch value {
        case nil, .null?: return .object(MapBox.empty)
        case .object(let object)?:
            var (keys, values): ([Datum], [Datum]) = ([], [])
            keys.reserveCapacity(object.count)
            values.reserveCapacity(object.count)
            for member in object {
                guard case .string(let text) = member.value else {
                    throw Fault(
                        .wrongType(
                            expected: "a string", found: member.value.kindInWords, what: "'\(what).\(member.key)'"))
                }
                keys.append(.string(member.key))
                values.append(.string(text))
            }
            return .object(MapBox(ascending: keys, values))
        case let other?: throw Fault(.wrongType(expected: "an object", found: other.kindInWords, what: "'\(what)'"))
        }
    }

    /// An absent list is empty; anything but a list is a fault.
    static func list(_ value: Value?, _ path: String) throws(Fault) -> [Value] {
        switch value {
        case nil, .null?: return []
        case .array(let elements)?: return elements
        case let other?: throw Fault(.wrongType(expected: "a list", found: other.kindInWords, what: "'\(path)'"))
        }
    }
}

final class ContainerBox: Box, @unchecked Sendable {
    let object: Object
    let listPath: String
    let index: Int
    let group: Int
    private var cachedImage: ImageReference?
    private var cachedPath: String?
    private var cachedLimits: ResourceListBox?
    private var cachedRequests: ResourceListBox?

    init(_ object: Object, listPath: String, index: Int, group: Int) {
        self.object = object
        self.listPath = listPath
        self.index = index
        self.group = group
    }

    var path: String {
        if index < 0 { return listPath }
        if let cachedPath { return cachedPath }
        let made = listPath + "[" + String(index) + "]"
        cachedPath = made
        return made
    }

    func image() throws(Fault) -> ImageReference {
        if let cachedImage { return cachedImage }
        switch object["image"] {
        case .string(let text)?:
            let made = ImageReference(text)
            cachedImage = made
            return made
        case nil, .null?: throw Fault(.missing("'\(path).image'"))
        case let other?:
            throw Fault(.wrongType(expected: "a string", found: other.kindInWords, what: "'\(path).image'"))
        }
    }

    func limits() -> ResourceListBox {
        if let cachedLimits { return cachedLimits }
        let made = ResourceListBox(self, "limits")
        cachedLimits = made
        return made
    }

    func requests() -> ResourceListBox {
        if let cachedRequests { return cachedRequests }
        let made = ResourceListBox(self, "requests")
        cachedRequests = made
        return made
    }

    func name() throws(Fault) -> String {
        switch object["name"] {
        case .string(let text)?: return text
        case nil where index < 0: return "model"
        case nil, .null?: throw Fault(.missing("'\(path).name'"))
        case let other?: throw Fault(.wrongType(expected: "a string", found: other.kindInWords, what: "'\(path).name'"))
        }
    }
}

/// `limits` or `requests` of a container.
final class ResourceListBox: Box, @unchecked Sendable {
    private let list: Value?
    private let path: String
    private var memory: Datum?
    private var cpu: Datum?

    init(_ container: ContainerBox, _ key: String) {
        list = container.object["resources"].flatMap { JSONText.member($0, key) }
        path = container.path + ".resources." + key
    }

    func quantity(_ name: String) throws(Fault) -> Datum {
        guard let list, let value = JSONText.member(list, name) else { return .none }
        return try JSONText.quantity(value, path + "." + name)
    }

    func memoryQuantity() throws(Fault) -> Datum {
        if let memory { return memory }
        let made = try quantity("memory")
        memory = made
        return made
    }

    func cpuQuantity() throws(Fault) -> Datum {
        if let cpu { return cpu }
        let made = try quantity("cpu")
        cpu = made
        return made
    }
}

extension JSONText {
    static func quantity(_ value: Value, _ what: String) throws(Fault) -> Datum {
        switch value {
        case .integer(let number): return .object(QuantityBox(Quantity(integer: Int(number))))
        case .string, .double:
            let text = value.string ?? JSON.string(value)
            guard let quantity = Quantity(text) else {
                throw Fault(.invalid(expected: "a quantity for '\(what)'", found: text))
            }
            return .object(QuantityBox(quantity))
        default: throw Fault(.wrongType(expected: "a quantity", found: value.kindInWords, what: "'\(what)'"))
        }
    }
}
