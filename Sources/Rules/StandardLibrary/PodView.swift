import Manifests

/// The pods that an object describes, whatever its kind.
final class PodBox: Box, @unchecked Sendable {
    struct Specification {
        var path: String
        var spec: Value
        var metadata: Value
    }

    let specifications: [Specification]
    private var cached: [[Datum]?] = [nil, nil, nil, nil]

    private init(_ specifications: [Specification]) { self.specifications = specifications }

    static let paths: [String: [[String]]] = [
        "Pod": [["spec"]], "PodTemplate": [["template", "spec"]], "Deployment": [["spec", "template", "spec"]],
        "StatefulSet": [["spec", "template", "spec"]], "DaemonSet": [["spec", "template", "spec"]],
        "ReplicaSet": [["spec", "template", "spec"]], "ReplicationController": [["spec", "template", "spec"]],
        "Job": [["spec", "template", "spec"]], "CronJob": [["spec", "jobTemplate", "spec", "template", "spec"]],
        "Rollout": [["spec", "template", "spec"]],
        "InferenceService": [["spec", "predictor"], ["spec", "transformer"], ["spec", "explainer"]],
    ]

    /// Nil for a kind that bears no pod.
    static func make(_ object: Value, declared: [String: [[String]]]) throws(Fault) -> PodBox? {
        guard case .string(let kind)? = object["kind"], let paths = declared[kind] ?? paths[kind] else { return nil }
        var found: [Specification] = []
        for path in paths {
            var parent = object
            var current = object
            var reached = true
            for key in path {
                guard let next = JSONText.member(current, key) else {
                    reached = false
                    break
                }
                (parent, current) = (current, next)
            }
            guard reached else { continue }
            guard case .object = current else {
                throw Fault(
                    .wrongType(
                        expected: "an object", found: current.kindInWords, what: "'\(path.joined(separator: "."))'"))
            }
            let metadata = JSONText.member(parent, "metadata") ?? .object(Object())
            found.append(Specification(path: path.joined(separator: "."), spec: current, metadata: metadata))
        }
        guard !found.isEmpty else { throw Fault(.missing("'\(paths[0].joined(separator: "."))'")) }
        return PodBox(found)
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
                let path = specification.path + "." + Self.groups[group]
                let list = JSONText.member(specification.spec, Self.groups[group])
                for (index, value) in try JSONText.list(list, path).enumerated() {
                    guard case .object(let object) = value else {
                        throw Fault(
                            .wrongType(expected: "an object", found: value.kindInWords, what: "'\(path)[\(index)]'"))
                    }
                    result.append(.object(ContainerBox(object, listPath: path, index: index, group: group)))
                }
                if group == 0, let model = JSONText.member(specification.spec, "model"),
                    case .object(let object) = model,
                    object["image"] != nil
                {
                    result.append(
                        .object(ContainerBox(object, listPath: specification.path + ".model", index: -1, group: 0)))
                }
            }
        }
        cached[group] = result
        return result
    }
}

extension JSONText {
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

    init(_ object: Object, listPath: String, index: Int, group: Int) {
        self.object = object
        self.listPath = listPath
        self.index = index
        self.group = group
    }

    var path: String { index < 0 ? listPath : "\(listPath)[\(index)]" }

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
    let container: ContainerBox
    let key: String

    init(_ container: ContainerBox, _ key: String) {
        self.container = container
        self.key = key
    }

    func quantity(_ name: String) throws(Fault) -> Datum {
        guard let resources = container.object["resources"], let list = JSONText.member(resources, key),
            let value = JSONText.member(list, name)
        else { return .none }
        return try JSONText.quantity(value, "\(container.path).resources.\(key).\(name)")
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
