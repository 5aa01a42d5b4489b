import Manifests
import StructuredMerge

/// Takes an object to the fields that its kind has, as the API server's decoder does on every write.
///
/// A built-in kind's object comes out as the server's Go type would print it; a custom one keeps what its structural
/// schema knows.
struct FieldPruning {
    /// A value that is not of its field's type.
    typealias Mismatch = ObjectDecoder.Mismatch

    let object: Value
    /// Fields that were dropped: `spec.replicaz`.
    let unknownFields: [String]

    init(_ object: Value, kind: ServedKind) throws(Mismatch) {
        var decoder = ObjectDecoder()
        if !kind.isCustom, let decoded = try decoder.decode(object, kind: kind.kind) {
            self.object = decoded
            unknownFields = decoder.unknownFields
            return
        }
        var object = object.withWholeNumbers
        object.metadata = try decoder.decode(metadata: object.metadata)
        guard var members = object.object, let structure = kind.structure else {
            self.object = object
            unknownFields = decoder.unknownFields
            return
        }
        if structure.holdsResources { members = try structure.withReadMetadata(members, &decoder) }
        let (pruned, dropped) = structure.pruned(members)
        self.object = .object(pruned)
        unknownFields = decoder.unknownFields + dropped
    }
}

extension Value {
    /// With each number that has no fraction as an integer: of a custom resource, which has no Go types, the server
    /// prints, stores and reads again `1.0` as `1`.
    fileprivate var withWholeNumbers: Value {
        guard hasWholeDouble else { return self }
        switch self {
        case .double(let double): return Int64(exactly: double).map(Value.integer) ?? self
        case .array(let items): return .array(items.map(\.withWholeNumbers))
        case .object(let object):
            return .object(Object(object.map { Object.Member(key: $0.key, value: $0.value.withWholeNumbers) }))
        default: return self
        }
    }

    private var hasWholeDouble: Bool {
        switch self {
        case .double(let double): Int64(exactly: double) != nil
        case .array(let items): items.contains(where: \.hasWholeDouble)
        case .object(let object): object.contains { $0.value.hasWholeDouble }
        default: false
        }
    }
}

extension ObjectWriter {
    /// What a request wants of fields that the kind does not have (KEP-2885).
    enum FieldValidation: String, Sendable, CaseIterable {
        case ignore = "Ignore"
        case strict = "Strict"
        case warn = "Warn"
    }

    /// What a refusal shows of a patch: a strategic one as Go prints it, of another what it made of the object.
    struct ShownPatch {
        let patch: Value
        let result: Value
        let isStrategic: Bool

        var text: String { isStrategic ? GoText.plain(patch) : JSON.string(result) }
    }

    /// A body or a patched object with the fields that its kind has.
    ///
    /// - Parameters:
    ///   - repeated: fields that the body has twice.
    ///   - patch: the patch that made the object; nil for a body.
    static func pruned(
        _ object: Value, request: APIRequest, repeated: [String] = [], patch: ShownPatch? = nil
    ) throws(APIError) -> (object: Value, warnings: [String]) {
        let kind = request.kind.kind
        let pruning: FieldPruning
        do throws(FieldPruning.Mismatch) {
            pruning = try FieldPruning(object, kind: request.kind)
        } catch {
            if let patch { throw .invalidPatch(patch.text, patch.isStrategic ? error.conversion : error.message) }
            throw .undecodable(kind, error.message)
        }
        let faults =
            repeated.map { "duplicate field \"\($0)\"" } + pruning.unknownFields.map { "unknown field \"\($0)\"" }
        guard !faults.isEmpty else { return (pruning.object, []) }
        switch FieldValidation(rawValue: request.query["fieldValidation"] ?? "") ?? .warn {
        case .ignore: return (pruning.object, [])
        case .warn: return (pruning.object, faults)
        case .strict:
            let message = "strict decoding error: \(faults.joined(separator: ", "))"
            if let patch { throw .invalidPatch(patch.text, message) }
            throw .undecodable(kind, message)
        }
    }
}
