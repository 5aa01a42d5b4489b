package import Foundation
package import Manifests

/// What a Lease of `coordination.k8s.io/v1` says: who leads of several processes, and for how long without a further word.
package struct Lease: Sendable, Hashable {
    /// Empty for nobody.
    package var holder: String
    /// Seconds; 0 where the server names none.
    package var seconds: Int64
    /// When it came to lead, and when it last said so, as the holder's own clock has it.
    package var acquired: String
    package var renewed: String
    /// How often another one came to lead.
    package var transitions: Int64

    package init(holder: String, seconds: Int64, acquired: String, renewed: String, transitions: Int64) {
        self.holder = holder
        self.seconds = seconds
        self.acquired = acquired
        self.renewed = renewed
        self.transitions = transitions
    }

    package init(_ object: Value) {
        let spec = object["spec"]
        self.init(
            holder: spec?["holderIdentity"]?.string ?? "", seconds: spec?["leaseDurationSeconds"]?.integer ?? 0,
            acquired: spec?["acquireTime"]?.string ?? "", renewed: spec?["renewTime"]?.string ?? "",
            transitions: spec?["leaseTransitions"]?.integer ?? 0)
    }

    /// The object as it is written.
    ///
    /// - Parameter resourceVersion: nil makes it anew.
    package func object(namespace: String, name: String, resourceVersion: String?) -> Value {
        var metadata: Object = ["name": .string(name), "namespace": .string(namespace)]
        metadata["resourceVersion"] = resourceVersion.map(Value.string)
        var spec: Object = [
            "leaseDurationSeconds": .integer(seconds), "acquireTime": .string(acquired),
            "renewTime": .string(renewed), "leaseTransitions": .integer(transitions),
        ]
        if !holder.isEmpty { spec["holderIdentity"] = .string(holder) }
        return [
            "apiVersion": "coordination.k8s.io/v1", "kind": "Lease", "metadata": .object(metadata),
            "spec": .object(spec),
        ]
    }

    /// `2026-01-31T09:30:00.000000Z`, as Kubernetes' MicroTime is written.
    package static func time(_ date: Date) -> String {
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        return date.formatted(style).replacing("Z", with: "000Z")
    }
}
