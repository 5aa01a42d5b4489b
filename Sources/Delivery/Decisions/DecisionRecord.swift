package import Manifests
import Rules
import Trust

/// What policies decided about one object, with all that they decided it by: enough to decide it again.
///
/// ``value`` is a line that `lockstep policy eval --batch --bundle` reads.
package struct DecisionRecord: Sendable {
    /// Milliseconds since 1970.
    package var time: Int
    package var environment: String
    package var revision: String?
    /// SHA-256 of the policies, hexadecimal; see ``PolicyBundle/digest``.
    package var bundle: String
    package var isAllowed: Bool
    package var violations: [Value]
    package var exempted: [Value]
    package var faults: [Value]
    /// Nil where no object was judged, because the policies themselves have a fault.
    package var input: Input?
    /// What somebody wanted to do, where that was asked.
    package var request: Value?

    /// What was asked, with Secrets masked.
    package struct Input: Sendable {
        package var identity: ResourceIdentity
        package var apiVersion: String
        package var operation: String
        /// As `policy eval` reads it.
        package var review: Value
        package var signatures: Value
        package var attestations: Value
        package var otherSignatures: String?
        package var otherAttestations: String?
        package var inventory: InventoryRecord?
        /// The paths that were masked; where there are none, deciding again must come to the same end.
        package var masked: [String]
    }
}

/// The inventory that decisions were made by: kept once, named by its digest.
package struct InventoryRecord: Sendable {
    /// SHA-256 of the canonical JSON, hexadecimal.
    package let digest: String
    package let objects: [Value]
    package let kinds: [String]

    init(_ objects: [Value], kinds: [(group: String, kind: String)]) {
        self.objects = objects
        self.kinds = kinds.map { "\($0.group)/\($0.kind)" }
        digest = SHA256Digest(of: JSON.canonical(.array(objects))).hex
    }
}

extension DecisionRecord {
    /// The record as one line of JSON has it.
    ///
    /// - Parameters:
    ///   - point: where the decision was made: `check`, `plan`, `sync`, `serve`, `audit`.
    ///   - listsInventory: writes the inventory's objects out; else only its digest.
    package func value(at point: String, listsInventory: Bool) -> Value {
        var record: Object = [
            "time": .string(Self.text(time)), "point": .string(point), "environment": .string(environment),
            "revision": revision.map(Value.string) ?? .null, "bundle": .string(bundle),
            "decision": isAllowed ? "allow" : "deny", "violations": .array(violations), "faults": .array(faults),
        ]
        if !exempted.isEmpty { record["exempted"] = .array(exempted) }
        record["request"] = request
        guard let input else { return .object(record) }
        record["object"] = input.object
        record["operation"] = .string(input.operation)
        record["review"] = input.review
        record["signatures"] = input.signatures
        record["attestations"] = input.attestations
        record["otherSignatures"] = input.otherSignatures.map(Value.string)
        record["otherAttestations"] = input.otherAttestations.map(Value.string)
        if !input.masked.isEmpty { record["masked"] = .array(input.masked.map(Value.string)) }
        record["inventoryDigest"] = (input.inventory?.digest).map(Value.string)
        record["inputDigest"] = .string(input.digest(time: time, environment: environment))
        if let inventory = input.inventory, listsInventory {
            record["inventory"] = .array(inventory.objects)
            record["inventoryKinds"] = .array(inventory.kinds.map(Value.string))
        }
        return .object(record)
    }

    /// RFC 3339 with milliseconds, so that deciding again happens at the very moment.
    static func text(_ time: Int) -> String {
        let seconds = Instant(seconds: Double(time - time.remainder(1_000)) / 1_000).rfc3339
        let rest = String(time.remainder(1_000))
        return seconds.dropLast() + "." + String(repeating: "0", count: 3 - rest.count) + rest + "Z"
    }
}

extension DecisionRecord.Input {
    fileprivate var object: Value {
        var object: Object = [
            "apiVersion": .string(apiVersion), "kind": .string(identity.groupKind.kind), "name": .string(identity.name),
        ]
        object["namespace"] = identity.namespace.map(Value.string)
        return .object(object)
    }

    /// SHA-256 over what the record holds: of masked values it tells nothing, so none can be guessed by it.
    fileprivate func digest(time: Int, environment: String) -> String {
        var all: Object = [
            "review": review, "signatures": signatures, "attestations": attestations, "time": .integer(Int64(time)),
            "environment": .string(environment),
        ]
        all["inventory"] = (inventory?.digest).map(Value.string)
        return SHA256Digest(of: JSON.canonical(.object(all))).hex
    }
}

extension Int {
    /// The non-negative remainder, for times before 1970 too.
    fileprivate func remainder(_ divisor: Int) -> Int {
        let rest = self % divisor
        return rest < 0 ? rest + divisor : rest
    }
}
