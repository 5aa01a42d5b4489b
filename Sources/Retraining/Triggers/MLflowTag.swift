import Manifests
import Transport

/// A tag on a registered model or on one of its versions, by MLflow's REST API 2.0.
package struct MLflowTag: Sendable, Hashable {
    package var url: String
    package var model: String
    /// nil: the tag is the model's own.
    package var version: String?
    package var tag: String
    /// nil: the server asks for none.
    package var token: SecretReference?

    static func read(_ reader: inout FieldReader) -> MLflowTag? {
        let url = reader.address("url")
        let model = reader.required("model", .nonEmptyString)
        let version = reader.optional("version", .nonEmptyString)
        let tag = reader.value("tag", .nonEmptyString, default: "lockstep.retrain")
        let token = reader.object("token", SecretReference.read)
        guard let url, let model else { return nil }
        return MLflowTag(url: url, model: model, version: version, tag: tag, token: token)
    }

    func request(_ event: RetrainingEvent, _ secrets: SecretSource) async throws(RetrainingError) -> HTTPRequest {
        var members: [Object.Member] = [
            .init(key: "name", value: .string(model)), .init(key: "key", value: .string(tag)),
            .init(key: "value", value: .string(JSON.string(event.data))),
        ]
        if let version { members.append(.init(key: "version", value: .string(version))) }
        let path = version == nil ? "registered-models" : "model-versions"
        var request = HTTPRequest(
            .post, "\(url)/api/2.0/mlflow/\(path)/set-tag", body: JSON.write(.object(Object(members))))
        request.headers["Content-Type"] = "application/json"
        if let token { request.headers["Authorization"] = "Bearer \(try await secrets.secret(token).exposedText)" }
        return request
    }
}
