import Manifests
import Transport

extension ClusterError {
    /// Reads the error out of an answer with an error status: a `Status` object, or what a proxy says.
    init(_ response: HTTPResponse, _ operation: Operation) {
        let value = try? JSON.parse(response.body)
        let isStatus = value?["kind"]?.string == "Status"
        let code = response.status
        guard let value, isStatus else {
            let text = String(decoding: response.body.prefix(200), as: UTF8.self)
            let line = text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
            let kind = Self.kind(code: code, reason: "", causes: [], message: "", retryAfter: response.head.retryAfter)
            let isMarkup = line.hasPrefix("<")
            self.init(kind, operation, message: operation.isSecret || isMarkup ? "" : line)
            return
        }
        self.init(status: value, code: code, retryAfter: response.head.retryAfter, operation)
    }

    /// Reads a `Status` object, of an answer or of a watch's ERROR event.
    init(status: Value, code: Int, retryAfter: Duration? = nil, _ operation: Operation) {
        let code = status["code"]?.integer.flatMap { Int(exactly: $0) } ?? code
        let text = status["message"]?.string ?? ""
        let details = status["details"]
        let seconds = details?["retryAfterSeconds"]?.integer.map {
            Duration.seconds(min(max($0, 0), Int64(RetryAfter.longest)))
        }
        let causes = (details?["causes"]?.array ?? []).map { cause in
            let message = cause["message"]?.string ?? ""
            let isImmutable = Cause.namesImmutableField(reason: cause["reason"]?.string ?? "", message: message)
            return Cause(field: cause["field"]?.string ?? "", message: message, isImmutable: isImmutable)
        }
        let kind = Self.kind(
            code: code, reason: status["reason"]?.string ?? "", causes: causes, message: text,
            retryAfter: retryAfter ?? seconds)
        let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
        self.init(kind, operation, message: line)
        if operation.isSecret { withholdContent() }
    }

    private static func kind(
        code: Int, reason: String, causes: [Cause], message: String, retryAfter: Duration?
    ) -> Kind {
        switch (code, reason) {
        case (404, _): .notFound
        case (409, "AlreadyExists"): .alreadyExists
        case (409, _): .conflict(causes.compactMap(fieldConflict))
        case (410, _), (_, "Expired"), (_, "Gone"): .expired
        case (422, _): .invalid(causes)
        case (400, _): .badRequest
        case (401, _): .unauthorized
        case (403, _): .forbidden
        case (405, _): .methodNotAllowed
        case (429, _): .tooManyRequests(retryAfter: retryAfter)
        case (500, "") where message.hasPrefix(typedPatchFault): .invalid([typedPatchCause(message)])
        case (500..., _): .unavailable(status: code)
        default: .other(status: code)
        }
    }

    // Server-side apply answers an object that does not fit the schema with 500 and no reason:
    // `failed to create typed patch object (/scorer; apps/v1, Kind=Deployment): .spec.replicaz: field not declared…`
    private static let typedPatchFault = "failed to create typed patch object"

    private static func typedPatchCause(_ message: String) -> Cause {
        let rest = message.firstRange(of: "): ").map { message[$0.upperBound...] } ?? message[...]
        guard rest.hasPrefix("."), let colon = rest.firstRange(of: ": ") else {
            return Cause(field: "", message: String(rest))
        }
        return Cause(field: String(rest[..<colon.lowerBound]), message: String(rest[colon.upperBound...]))
    }

    /// `conflict with "kubectl-create" using apps/v1`: the manager stands between the quotes.
    private static func fieldConflict(_ cause: Cause) -> FieldConflict? {
        let parts = cause.message.split(separator: "\"", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3 else { return nil }
        return FieldConflict(manager: String(parts[1]), field: cause.field)
    }

    /// Validation quotes the values that it refuses.
    private mutating func withholdContent() {
        switch kind {
        case .invalid(let causes):
            kind = .invalid(
                causes.map {
                    Cause(
                        field: $0.field, message: $0.isImmutable ? "field is immutable" : "refused",
                        isImmutable: $0.isImmutable)
                })
            message = causes.map(\.field).filter { !$0.isEmpty }.joined(separator: ", ")
        case .badRequest, .unavailable, .other: message = ""
        default: return
        }
        message += (message.isEmpty ? "" : " ") + "(the server's words are left out: they may quote the secret)"
    }
}
