import Catalog
import Foundation
import Manifests
import Trust

/// The versions of the model that the demo serves: folders that the embedded cluster reads, signed or not.
struct DemoModel: Sendable {
    let folder: String
    let key: SigningKey
    let book: LogBook

    static let name = "fraud-detection"
    static let environment = "staging"

    enum Version: Int, Sendable {
        case first = 1
        case better, needsAnotherFeature, slow, unsigned, next

        var name: String { "v\(rawValue)" }

        /// `model.json`, as the embedded cluster serves it.
        fileprivate var content: Value {
            var coefficients: Object = ["amount": .double(0.004 + 0.0001 * Double(rawValue)), "account_age": -0.01]
            if self == .needsAnotherFeature { coefficients["device_score"] = 0.3 }
            return [
                "intercept": -2.5, "coefficients": .object(coefficients),
                "lookup": ["milliseconds": .integer(self == .slow ? 400 : 5)],
            ]
        }
    }

    func uri(_ version: Version) -> String { "file://\(folder)/\(version.name)" }

    func write(_ version: Version) throws {
        let place = "\(folder)/\(version.name)"
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        try DurableFile.write(JSON.write(version.content), path: "\(place)/model.json")
    }

    /// What `lockstep sign model` does.
    func sign(_ version: Version) async throws {
        let place = "\(folder)/\(version.name)"
        let now = RecordingOptions.now
        let binding = ReleaseBinding(
            artifact: Self.name, environment: Self.environment, version: Int64(version.rawValue), issued: now,
            expires: nil)
        let model = try ModelStatement(
            name: version.name, resources: try await ModelResource.all(in: place), binding: binding)
        let bundle = try SigstoreBundle.sign(model.statement, with: key)
        let entry = LogEntry.signature(
            bundle.envelope.digest, by: LogEntry.Signatory(key.publicKey, policy: nil), of: model.root,
            subject: version.name, binding: binding, at: try RecordingOptions.time())
        let path = ModelStore.bundle(of: place, environment: Self.environment, number: 1)
        _ = try await Publication.publish([.init(path: path, bytes: bundle.bytes)], entries: [entry], in: book)
    }
}
