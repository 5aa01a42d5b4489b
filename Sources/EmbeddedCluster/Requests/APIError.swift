import Manifests

/// A refusal, in the words of the Kubernetes API: a `Status` with code, reason, message and details.
struct APIError: Error, Sendable {
    var code: Int
    var reason: String
    var message: String
    /// Nil leaves them out.
    var details: Object?
    /// With which a list can go on, where its own token has expired.
    var continueToken: String?

    var status: Value {
        var status: Object = [
            "apiVersion": "v1", "kind": "Status", "status": "Failure",
            "metadata": .object(continueToken.map { ["continue": .string($0)] } ?? [:]),
            "message": .string(message), "code": .integer(Int64(code)),
        ]
        if !reason.isEmpty { status["reason"] = .string(reason) }
        if let details { status["details"] = .object(details) }
        return .object(status)
    }
}

extension APIError {
    static func notFound(_ kind: ServedKind, _ name: String) -> APIError {
        APIError(
            code: 404, reason: "NotFound", message: "\(kind.resource) \"\(name)\" not found",
            details: subject(kind, name))
    }

    static func namespaceNotFound(_ name: String) -> APIError {
        APIError(
            code: 404, reason: "NotFound", message: "namespaces \"\(name)\" not found",
            details: ["name": .string(name), "kind": "namespaces"])
    }

    static func alreadyExists(_ kind: ServedKind, _ name: String) -> APIError {
        APIError(
            code: 409, reason: "AlreadyExists", message: "\(kind.resource) \"\(name)\" already exists",
            details: subject(kind, name))
    }

    static func forbidden(_ kind: ServedKind, _ name: String, _ why: String) -> APIError {
        APIError(
            code: 403, reason: "Forbidden", message: "\(kind.resource) \"\(name)\" is forbidden: \(why)",
            details: subject(kind, name))
    }

    static func stale(_ kind: ServedKind, _ name: String) -> APIError {
        conflict(
            kind, name, "the object has been modified; please apply your changes to the latest version and try again")
    }

    static func conflict(_ kind: ServedKind, _ name: String, _ why: String) -> APIError {
        APIError(
            code: 409, reason: "Conflict",
            message: "Operation cannot be fulfilled on \(kind.resource) \"\(name)\": \(why)",
            details: subject(kind, name))
    }

    /// - Parameter live: nil where there is no such object.
    static func otherUID(_ kind: ServedKind, _ name: String, asked: String, live: Value?) -> APIError {
        conflict(
            kind, name,
            live.map { "Precondition failed: UID in precondition: \(asked), UID in object meta: \($0.uid ?? "")" }
                ?? "uid mismatch: the provided object specified uid \(asked), and no existing object was found")
    }

    static func precondition(_ kind: ServedKind, _ name: String, of field: String, asked: String, found: String)
        -> APIError
    {
        APIError(
            code: 409, reason: "Conflict",
            message:
                "Operation cannot be fulfilled on \(kind.kind.kind) \"\(name)\": the \(field) in the precondition (\(asked)) does not match the \(field) in record (\(found)). The object might have been deleted and then recreated",
            details: ["name": .string(name), "kind": .string(kind.kind.kind)])
    }

    struct Cause: Sendable {
        var reason: String
        var message: String
        var field: String

        static func invalid(_ field: String, _ value: String, _ why: String) -> Cause {
            Cause(
                reason: "FieldValueInvalid", message: "Invalid value: \(value)" + (why.isEmpty ? "" : ": \(why)"),
                field: field)
        }

        static func duplicate(_ field: String, _ value: Value) -> Cause {
            Cause(reason: "FieldValueDuplicate", message: "Duplicate value: \(JSON.string(value))", field: field)
        }

        static func notFound(_ field: String, _ value: Value) -> Cause {
            Cause(reason: "FieldValueNotFound", message: "Not found: \(JSON.string(value))", field: field)
        }

        static func tooLong(_ field: String, _ bytes: Int) -> Cause {
            Cause(
                reason: "FieldValueTooLong", message: "Too long: may not be more than \(bytes) bytes", field: field)
        }

        static func required(_ field: String, _ why: String = "") -> Cause {
            Cause(
                reason: "FieldValueRequired", message: "Required value" + (why.isEmpty ? "" : ": \(why)"), field: field)
        }
    }

    /// - Parameter subject: `Deployment.apps "scorer"` without the quotes: the kind with its group, and the name.
    static func invalid(kind: String, group: String, name: String, _ causes: [Cause]) -> APIError {
        let texts = causes.map { "\($0.field): \($0.message)" }
        let all = texts.count == 1 ? texts.joined() : "[\(texts.joined(separator: ", "))]"
        let shown = group.isEmpty ? kind : "\(kind).\(group)"
        var details: Object = [
            "name": .string(name), "kind": .string(kind),
            "causes": .array(
                causes.map {
                    ["reason": .string($0.reason), "message": .string($0.message), "field": .string($0.field)]
                }),
        ]
        if name.isEmpty { details["name"] = nil }
        if !group.isEmpty { details["group"] = .string(group) }
        return APIError(
            code: 422, reason: "Invalid", message: "\(shown) \"\(name)\" is invalid: \(all)", details: details)
    }

    static func badRequest(_ message: String) -> APIError {
        APIError(code: 400, reason: "BadRequest", message: message)
    }

    static func internalError(_ message: String) -> APIError {
        APIError(
            code: 500, reason: "InternalError", message: "Internal error occurred: \(message)",
            details: ["causes": [["message": .string(message)]]])
    }

    static func undecodable(_ kind: GroupVersionKind, _ why: String) -> APIError {
        .badRequest("\(kind.kind) in version \"\(kind.version)\" cannot be handled as a \(kind.kind): \(why)")
    }

    /// - Parameter patch: what the server's message shows: the patch, or what it made of the object.
    static func invalidPatch(_ patch: String, _ why: String) -> APIError {
        let cause = Cause.invalid("patch", JSON.string(.string(patch)), why)
        return APIError(
            code: 422, reason: "Invalid", message: " \"\" is invalid: \(cause.field): \(cause.message)",
            details: [
                "causes": [
                    ["reason": .string(cause.reason), "message": .string(cause.message), "field": .string(cause.field)]
                ]
            ])
    }

    static func badVersion(_ text: String) -> APIError {
        APIError(
            code: 400, reason: "BadRequest",
            message:
                "resourceVersion: Invalid value: \"\(text)\": strconv.ParseUint: parsing \"\(text)\": invalid syntax")
    }

    static func tooLarge(_ asked: UInt64, _ current: UInt64) -> APIError {
        APIError(
            code: 504, reason: "Timeout",
            message: "Timeout: Too large resource version: \(asked), current: \(current)",
            details: [
                "causes": [["reason": "ResourceVersionTooLarge", "message": "Too large resource version"]],
                "retryAfterSeconds": 1,
            ])
    }

    static func tooOld(_ asked: UInt64, _ oldest: UInt64) -> APIError {
        APIError(code: 410, reason: "Expired", message: "too old resource version: \(asked) (\(oldest))")
    }

    static let unknownPath = APIError(
        code: 404, reason: "NotFound", message: "the server could not find the requested resource", details: [:])

    static func methodNotAllowed(_ kind: ServedKind?) -> APIError {
        APIError(
            code: 405, reason: "MethodNotAllowed",
            message: "the server does not allow this method on the requested resource",
            details: [:])
    }

    static func definitionTerminating(_ kind: ServedKind) -> APIError {
        APIError(
            code: 405, reason: "MethodNotAllowed",
            message: "create not allowed while custom resource definition is terminating",
            details: ["group": .string(kind.kind.group), "kind": .string(kind.plural)])
    }

    static func unsupportedMediaType(_ type: String, _ accepted: [String]) -> APIError {
        APIError(
            code: 415, reason: "UnsupportedMediaType",
            message:
                "the body of the request was in an unknown format - accepted media types include: \(accepted.joined(separator: ", "))"
        )
    }

    private static func subject(_ kind: ServedKind, _ name: String) -> Object {
        var details: Object = ["name": .string(name), "kind": .string(kind.plural)]
        if !kind.kind.group.isEmpty { details["group"] = .string(kind.kind.group) }
        return details
    }
}
