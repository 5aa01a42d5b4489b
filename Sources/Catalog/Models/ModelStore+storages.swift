package import Trust

extension ModelStore {
    /// Every storage whose models can be read: folders, `s3://` and `gs://` (`oci://` is a registry's). What cannot be
    /// read for its digests is refused with what to do instead.
    package static func storages(environment: [String: String]) -> ModelStore {
        let folders = ModelStore(
            read: { (uri) async throws(TrustError) in
                try refuseUnreadable(uri)
                return try await ModelStore.folders.read(uri)
            },
            resources: { (uri) async throws(TrustError) in
                try refuseUnreadable(uri)
                return try await ModelStore.folders.resources(uri)
            })
        let google = S3ModelStore(.googleStorage(environment: environment))
        return S3ModelStore(.init(environment: environment)).store(or: google.store(or: folders))
    }

    private static func refuseUnreadable(_ uri: String) throws(TrustError) {
        guard let end = uri.firstRange(of: "://")?.lowerBound else { return }
        let why: String
        switch uri[..<end].lowercased() {
        case "file": return
        case "pvc": why = "a volume claim is read by the pods of its cluster alone"
        case "hf": why = "a hub's revision can be moved, and its files are no signed folder"
        case "http", "https": why = "a web server has no listing of a model's files"
        default: why = "this storage is not read for digests"
        }
        throw .unsupported(
            "model '\(uri)'",
            found:
                "\(why); publish the model by 'oci://', 's3://' or 'gs://' and sign it there, or exempt the artifact "
                + "below 'spec.artifacts.exempt' with a reason")
    }
}
