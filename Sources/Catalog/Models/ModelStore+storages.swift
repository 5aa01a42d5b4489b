package import Transport
package import Trust

extension ModelStore {
    /// Every storage whose models can be read: folders, `s3://`, `gs://`, `hf://` and `https://` (`oci://` is a
    /// registry's). What cannot be read for its digests is refused with what to do instead.
    package static func storages(environment: [String: String], client: HTTPClient = HTTPClient()) -> ModelStore {
        let folders = ModelStore(
            read: { (uri) async throws(TrustError) in
                try refuseUnreadable(uri)
                return try await ModelStore.folders.read(uri)
            },
            resources: { (uri) async throws(TrustError) in
                try refuseUnreadable(uri)
                return try await ModelStore.folders.resources(uri)
            })
        let web = WebModelStore(client: client).store(or: folders)
        let hub = HubModelStore(.init(environment: environment), client: client).store(or: web)
        let google = S3ModelStore(.googleStorage(environment: environment), client: client).store(or: hub)
        return S3ModelStore(.init(environment: environment), client: client).store(or: google)
    }

    private static func refuseUnreadable(_ uri: String) throws(TrustError) {
        guard let end = uri.firstRange(of: "://")?.lowerBound else { return }
        let why: String
        switch uri[..<end].lowercased() {
        case "file": return
        case "pvc": why = "a volume claim is read by the pods of its cluster alone"
        default: why = "this storage is not read for digests"
        }
        throw .unsupported(
            "model '\(uri)'",
            found:
                "\(why); publish the model by 'oci://', 's3://', 'gs://', 'hf://' or 'https://' and sign it there, or "
                + "exempt the artifact below 'spec.artifacts.exempt' with a reason")
    }
}
