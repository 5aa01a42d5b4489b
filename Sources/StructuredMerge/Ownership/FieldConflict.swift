/// A field that an apply would change and another manager owns.
package struct FieldConflict: Sendable, Hashable {
    package var path: FieldPath
    package var manager: String
    package var operation: ManagedFieldsEntry.Operation
    package var apiVersion: String
    package var subresource: String
    /// When the other manager wrote last; the server's message leaves it out.
    package var time: String?

    /// `"kubectl-create" using apps/v1`, `"kubelet" with subresource "status" using apps/v1`: as the server prints a
    /// manager.
    package var managerDescription: String {
        var text = GoText.quoted(manager)
        if !subresource.isEmpty { text += " with subresource \(GoText.quoted(subresource))" }
        if operation == .update { text += " using \(apiVersion)" }
        return text
    }

    /// The message of the `FieldManagerConflict` cause in the server's `Status`.
    package var message: String { "conflict with \(managerDescription)" }
}

/// The refusal of an apply without force (HTTP 409, reason `Conflict`).
package struct ConflictError: Error, Sendable, Hashable, CustomStringConvertible {
    /// By manager, then as ``FieldSet/paths()`` has them; never empty.
    package var conflicts: [FieldConflict]

    /// The message of the server's `Status`.
    package var description: String {
        if conflicts.count == 1, let only = conflicts.first {
            return "Apply failed with 1 conflict: \(only.message): \(only.path)"
        }
        var lines: [String] = []
        var previous: String?
        for conflict in conflicts {
            if conflict.managerDescription != previous {
                lines.append("conflicts with \(conflict.managerDescription):")
                previous = conflict.managerDescription
            }
            lines.append("- \(conflict.path)")
        }
        return "Apply failed with \(conflicts.count) conflicts: " + lines.joined(separator: "\n")
    }

    package var causes: [(reason: String, message: String, field: String)] {
        conflicts.map { ("FieldManagerConflict", $0.message, $0.path.description) }
    }
}

/// A configuration or a live object that does not fit its schema, or a request that apply does not take.
package struct InvalidError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Reason: Sendable, Hashable {
        /// The server answers 500 without a reason.
        case schema
        /// The server answers 400 `BadRequest`.
        case badRequest
    }

    package var reason: Reason
    /// In the server's words.
    package var message: String
    /// Empty for a bad request.
    package var errors: ValidationErrors?

    package var description: String { message }
}

/// Why an apply was refused.
package enum ApplyError: Error, Sendable, Hashable, CustomStringConvertible {
    case conflict(ConflictError)
    case invalid(InvalidError)

    package var description: String {
        switch self {
        case .conflict(let error): error.description
        case .invalid(let error): error.description
        }
    }
}
