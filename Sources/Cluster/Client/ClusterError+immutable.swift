extension ClusterError.Cause {
    /// Whether a cause says that the field cannot be changed once it is set. There is no code for it: each kind's
    /// validation has words of its own, and rules of custom resources (CEL) have those of their authors.
    ///
    /// - Parameter reason: `FieldValueInvalid`, `FieldValueForbidden`, …
    static func namesImmutableField(reason: String, message: String) -> Bool {
        switch reason {
        // Forbidden: WHY
        case "FieldValueForbidden": says(message.dropFirst("Forbidden: ".count))
        // Invalid value: VALUE: WHY; the value is the user's, and says nothing.
        case "FieldValueInvalid": says(reasonAfterValue(message))
        default: false
        }
    }

    /// The message without the value that it quotes, which may be a whole pod template.
    package var messageWithoutValue: String {
        let why = String(Self.reasonAfterValue(message))
        return why.isEmpty ? message : why
    }

    private static func says(_ why: some StringProtocol) -> Bool {
        why.contains("immutable") || wholes.contains(String(why)) || beginnings.contains { why.hasPrefix($0) }
    }

    /// Service, role bindings, PriorityClass.
    private static let wholes: Set<String> = [
        "may not change once set", "cannot change roleRef", "may not be changed in an update.",
    ]
    /// StatefulSet, Pod, StorageClass.
    private static let beginnings = [
        "updates to statefulset spec for fields other than", "pod updates may not change fields other than",
        "updates to parameters are forbidden", "updates to provisioner are forbidden",
        "updates to reclaimPolicy are forbidden",
    ]

    private static func reasonAfterValue(_ message: String) -> Substring {
        let rest = message[...]
        guard let colon = rest.ranges(of: ": ").last else { return rest }
        let why = rest[colon.upperBound...]
        // Without a reason the value stands last.
        return why.hasSuffix("\"") ? "" : why
    }
}
