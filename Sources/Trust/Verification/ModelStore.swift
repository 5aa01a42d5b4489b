import Foundation

/// Where models lie: how a gate that knows no storage reads one, and what lies beside it.
///
/// A model at `URI` has its bundles at `URI.ENVIRONMENT.sigstore.json`, a second signer's at
/// `URI.ENVIRONMENT.2.sigstore.json` and so on, and its attestations, one envelope a line, at
/// `URI.ENVIRONMENT.intoto.jsonl`.
package struct ModelStore: Sendable {
    /// Reads a small file.
    ///
    /// - Returns: nil only where the storage says that there is none.
    package typealias Read = @Sendable (_ uri: String) async throws(TrustError) -> [UInt8]?

    /// Every file of a model with the digest of its bytes as they are now.
    ///
    /// - Returns: nil only where the storage says that there is no such model.
    package typealias Resources = @Sendable (_ uri: String) async throws(TrustError) -> [ModelResource]?

    package let read: Read
    package let resources: Resources

    package init(read: @escaping Read, resources: @escaping Resources) {
        self.read = read
        self.resources = resources
    }

    /// Signers of a model whose bundles are looked for.
    package static let mostBundles = 16

    /// - Parameter number: from 1.
    package static func bundle(of uri: String, environment: String, number: Int) -> String {
        let middle = number == 1 ? "" : ".\(number)"
        return "\(trimmed(uri)).\(environment)\(middle).sigstore.json"
    }

    package static func attestations(of uri: String, environment: String) -> String {
        "\(trimmed(uri)).\(environment).intoto.jsonl"
    }

    /// Folders of this machine, as paths and as `file://` addresses.
    package static let folders = ModelStore(
        read: { (uri) async throws(TrustError) in try DurableFile.read(path: try path(uri)) },
        resources: { (uri) async throws(TrustError) in
            let path = try path(uri)
            guard FileManager.default.fileExists(atPath: path) else { return nil }
            return try await ModelResource.all(in: path)
        })

    /// The storages that are the same from everywhere: a path and a `file://` address are another folder on every
    /// machine, so what is found here says nothing of what a pod elsewhere loads.
    package var refusingLocal: ModelStore {
        let store = self
        return ModelStore(
            read: { (uri) async throws(TrustError) in
                try Self.refuseLocal(uri)
                return try await store.read(uri)
            },
            resources: { (uri) async throws(TrustError) in
                try Self.refuseLocal(uri)
                return try await store.resources(uri)
            })
    }

    private static func refuseLocal(_ uri: String) throws(TrustError) {
        let end = uri.firstRange(of: "://")?.lowerBound
        guard end.map({ uri[..<$0].lowercased() == "file" }) ?? true else { return }
        throw .unsupported(
            "model '\(uri)'",
            found: "its pods load it from their own node, whose disk is not this one; publish it by 'oci://', 's3://', "
                + "'gs://', 'hf://' or 'https://', or say by --allow-local-models that all read one disk")
    }

    private static func path(_ uri: String) throws(TrustError) -> String {
        if uri.hasPrefix("file:///") { return String(uri.dropFirst("file://".count)) }
        guard !uri.contains("://") else {
            throw .unsupported(
                "model '\(uri)'", found: "expected a folder or a 'file://' address",
                hint: "configure how this storage is read")
        }
        return uri
    }

    /// A path of this machine with a name of its own: `.`, `..` and what ends so are the folder that they lead to, whose
    /// signatures lie beside it and not in it.
    package static func named(_ path: String) -> String {
        let last = path.split(separator: "/").last
        guard last == "." || last == "..", let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    private static func trimmed(_ uri: String) -> String {
        var uri = uri[...]
        while uri.count > 1, uri.hasSuffix("/") { uri = uri.dropLast() }
        return String(uri)
    }

    /// The name of the model's folder or file, which its statement must name; of a hub's model, without its revision.
    package static func name(of uri: String) -> String {
        let last = trimmed(uri).split(separator: "/").last.map(String.init) ?? ""
        return uri.hasPrefix("hf://") ? String(last.prefix { $0 != ":" }) : last
    }
}
