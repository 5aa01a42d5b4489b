package import Manifests
import Patterns

/// The admission of one object, as policies see it.
package struct Review: Sendable {
    package var object: Value
    package var oldObject: Value?
    /// `create`, `update`, `delete`, `connect`.
    package var operation: String
    /// Nil where it is not known: a policy that asks faults.
    package var requester: String?
    package var groups: [String]
    /// `author`, `signers`, `revision`, `paths` and `approvals` of the change that the object came with; nil where it is
    /// not known, and a policy that asks faults. A member that is left out faults where it is read.
    package var change: Value?
    package var environment: String
    /// The object's namespace; empty for objects of the whole cluster.
    package var namespace: String
    package var name: String
    package var isDryRun: Bool
    /// Milliseconds since 1970; nil faults when a policy asks.
    package var time: Int?

    package init(object: Value, operation: String = "create", environment: String = "", time: Int? = nil) {
        self.object = object
        self.operation = operation
        self.environment = environment
        self.time = time
        requester = ""
        groups = []
        namespace = object[path: "metadata", "namespace"]?.string ?? ""
        name = object[path: "metadata", "name"]?.string ?? object[path: "metadata", "generateName"]?.string ?? ""
        isDryRun = false
    }

    /// Reads an `AdmissionReview`, its `request`, Gatekeeper's `{"review": …}`, or a bare object.
    package init(reading value: Value) {
        var request = value
        if let inner = request["review"], inner.object != nil { request = inner }
        if let inner = request["request"], inner.object != nil { request = inner }
        let isBare = request["object"] == nil && request["oldObject"] == nil && request["kind"]?.string != nil
        let given = request["operation"]?.string?.lowercased() ?? ""
        // Gatekeeper's audit and its tests review without an operation: as if the object were made now.
        let operation = given.isEmpty ? "create" : given
        let object =
            isBare ? request : request["object"].flatMap { $0.isNull ? nil : $0 } ?? request["oldObject"] ?? .null
        self.init(
            object: object, operation: operation,
            environment: request["environment"]?.string ?? value["environment"]?.string ?? "",
            time: (request["time"] ?? value["time"])?.string.flatMap(TimestampText.parse))
        oldObject = request["oldObject"].flatMap { $0.isNull ? nil : $0 }
        // An explicit null says that it is not known; a review without the member is one that nobody made.
        requester = request["userInfo"]?.isNull == true ? nil : request[path: "userInfo", "username"]?.string ?? ""
        groups = (request[path: "userInfo", "groups"]?.array ?? []).compactMap(\.string)
        change = (request["change"] ?? value["change"]).flatMap { $0.isNull ? nil : $0 }
        if let namespace = request["namespace"]?.string { self.namespace = namespace }
        if name.isEmpty, let given = request["name"]?.string { name = given }
        isDryRun = request["dryRun"]?.bool ?? false
        // The kind of the request stands in for an object that does not say its own.
        if case .object(var inner) = self.object, inner["kind"] == nil, let kind = request[path: "kind", "kind"]?.string
        {
            inner["kind"] = .string(kind)
            self.object = .object(inner)
        }
    }

    package var kind: String { object["kind"]?.string ?? "" }

    var group: String {
        guard let version = object["apiVersion"]?.string, let slash = version.utf8.firstIndex(of: UInt8(ascii: "/"))
        else { return "" }
        return String(version[..<slash])
    }
}

/// A review with the views that policies take of it, each made once.
final class ReviewBox: Box, @unchecked Sendable {
    let review: Review
    let kind: String
    let group: String
    var bearsPod: Bool { podPaths != nil }
    private var pod: PodBox?
    private var cachedLabels: Datum?
    private var cachedAnnotations: Datum?
    private var readChange: Datum?
    private let podPaths: [PodPath]?

    /// - Parameter change: as a test writes it; else that of the review is read.
    init(_ review: Review, podPaths: [String: [PodPath]] = [:], change: Datum? = nil) {
        self.review = review
        readChange = change
        kind = review.kind
        group = review.group
        self.podPaths = podPaths[kind] ?? PodPath.known[kind]
    }

    func podView() throws(Fault) -> PodBox {
        if let pod { return pod }
        guard let made = try PodBox.make(review.object, at: podPaths) else {
            throw Fault(.missing("the pod of a '\(kind)': its kind bears none"))
        }
        pod = made
        return made
    }

    func change() throws(Fault) -> Datum {
        if let readChange { return readChange }
        guard let value = review.change else { throw Fault(.unavailable("the change")) }
        do throws(ShapeError) {
            let made = try StandardRecords.changeShape.datum(value, isStrict: false)
            readChange = made
            return made
        } catch {
            let place = error.path.isEmpty ? "" : " at '\(error.path.text)'"
            throw Fault(.invalid(expected: "a change\(place), \(error.message)", found: value.kindInWords))
        }
    }

    func labels() throws(Fault) -> Datum {
        if let cachedLabels { return cachedLabels }
        let made = try JSONText.texts(review.object[path: "metadata", "labels"], "metadata.labels")
        cachedLabels = made
        return made
    }

    func annotations() throws(Fault) -> Datum {
        if let cachedAnnotations { return cachedAnnotations }
        let made = try JSONText.texts(review.object[path: "metadata", "annotations"], "metadata.annotations")
        cachedAnnotations = made
        return made
    }

    static func replicas(_ object: Value) throws(Fault) -> Int {
        switch object[path: "spec", "replicas"] {
        case .integer(let number)?: return Int(number)
        case nil, .null?:
            if let minimum = object[path: "spec", "predictor", "minReplicas"]?.integer { return Int(minimum) }
            return 1
        case let other?:
            throw Fault(.wrongType(expected: "an integer", found: other.kindInWords, what: "'spec.replicas'"))
        }
    }

    static func identity(_ object: Value) -> String {
        let version = object["apiVersion"]?.string ?? ""
        let group = version.contains("/") ? String(version.prefix { $0 != "/" }) : ""
        let namespace = object[path: "metadata", "namespace"]?.string ?? ""
        return "\(group)/\(object["kind"]?.string ?? "")/\(namespace)/\(object[path: "metadata", "name"]?.string ?? "")"
    }
}

final class WorkloadBox: Box, @unchecked Sendable {
    let object: Value
    private let podPaths: [PodPath]?

    init(_ object: Value, podPaths: [String: [PodPath]]) {
        self.object = object
        let kind = object["kind"]?.string ?? ""
        self.podPaths = podPaths[kind] ?? PodPath.known[kind]
    }

    func podView() throws(Fault) -> PodBox {
        guard let pod = try PodBox.make(object, at: podPaths) else {
            throw Fault(.missing("the pod of a workload"))
        }
        return pod
    }
}

/// A path into JSON that a policy writes out, its steps read once.
final class PathBox: Box, @unchecked Sendable {
    let steps: [PathStep]
    let text: String

    init(_ steps: [PathStep], text: String) {
        self.steps = steps
        self.text = text
    }
}

final class RegularExpressionBox: Box, @unchecked Sendable {
    let expression: RegularExpression

    init(_ expression: RegularExpression) { self.expression = expression }
}
