package import Transport

/// Why the cluster did not do what it was asked, or could not be asked.
package struct ClusterError: Error, Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        case notFound
        case alreadyExists
        /// Another manager owns these fields; empty for a stale resourceVersion and for a precondition that
        /// does not hold.
        case conflict([FieldConflict])
        /// The server's schema or validation refuses the object.
        case invalid([Cause])
        case badRequest
        case unauthorized
        case forbidden
        case methodNotAllowed
        /// A resourceVersion or a page token is too old: list again.
        case expired
        /// Too many requests, after the retries.
        case tooManyRequests(retryAfter: Duration?)
        /// 5xx, by its status: the server, a webhook or an aggregated API is in trouble.
        case unavailable(status: Int)
        /// Nothing answered, or the answer broke off.
        case unreachable(TransportError.Kind)
        /// There is nothing to authenticate with.
        case noCredentials
        /// The answer is not what a Kubernetes API server gives.
        case malformed
        /// Any other status.
        case other(status: Int)
    }

    package struct FieldConflict: Sendable, Hashable {
        package var manager: String
        /// As the server writes it: `.spec.replicas`.
        package var field: String

        package init(manager: String, field: String) {
            self.manager = manager
            self.field = field
        }
    }

    package struct Cause: Sendable, Hashable {
        /// Empty where the server names none.
        package var field: String
        package var message: String
        /// The field cannot be changed once it is set: only a new object can have another value.
        package var isImmutable: Bool

        package init(field: String, message: String, isImmutable: Bool = false) {
            self.field = field
            self.message = message
            self.isImmutable = isImmutable
        }
    }

    package var kind: Kind
    package var operation: Operation
    /// One line; the server's own words where there are any.
    package var message: String

    /// What was attempted: the words of every error.
    package struct Operation: Sendable, Hashable {
        /// `get`, `list`, `apply`, …
        package var verb: String
        /// `Deployment.apps models/scorer`, or a path.
        package var subject: String
        package var server: String
        /// The server's messages about it may quote its content.
        package var isSecret = false
    }

    init(_ kind: Kind, _ operation: Operation, message: String) {
        self.kind = kind
        self.operation = operation
        self.message = message
    }
}

extension ClusterError: CustomStringConvertible {
    /// `apply Deployment.apps models/scorer at https://…: forbidden: …`
    package var description: String {
        "\(operation.verb) \(operation.subject) at \(operation.server): \(inWords)"
            + (message.isEmpty ? "" : ": \(message)")
    }

    private var inWords: String {
        switch kind {
        case .notFound: "not found"
        case .alreadyExists: "already exists"
        case .conflict: "conflict"
        case .invalid: "invalid"
        case .badRequest: "bad request"
        case .unauthorized: "unauthorized"
        case .forbidden: "forbidden"
        case .methodNotAllowed: "not supported by the server"
        case .expired: "expired"
        case .tooManyRequests(nil): "too many requests"
        case .tooManyRequests(let asked?): "too many requests (it asked for a pause of \(asked.components.seconds) s)"
        case .unavailable(let status): "the server is in trouble (\(status))"
        case .unreachable: "unreachable"
        case .noCredentials: "no credentials"
        case .malformed: "the answer is not one of a Kubernetes API server"
        case .other(let status): "refused (\(status))"
        }
    }

    package var hint: String? {
        switch kind {
        case .unauthorized: "the token or certificate is missing, wrong or expired: log in again"
        case .forbidden: "the account lacks a role that allows it: see 'kubectl auth can-i'"
        case .conflict(let fields) where !fields.isEmpty:
            "another field manager owns the field; leave it out, or take it over explicitly"
        case .malformed: "check that the server's URL is that of the API, without a login page in between"
        default: nil
        }
    }

    /// How long the server asks not to be asked again.
    package var retryAfter: Duration? {
        if case .tooManyRequests(let asked) = kind { asked } else { nil }
    }
}
