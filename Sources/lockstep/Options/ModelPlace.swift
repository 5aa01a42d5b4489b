import Catalog
import Foundation
import Trust

/// Where a model lies: a folder or a file of this machine, or an address that a manifest could name.
struct ModelPlace: Sendable {
    let place: String
    private let store = ModelStore.storages(environment: ProcessEnvironment.variables)

    private var isRemote: Bool { place.contains("://") }

    init(_ place: String) throws {
        guard !place.hasPrefix("oci://") else {
            throw Failure(
                "expected a folder, a file or the address of a storage, found '\(place)'",
                hint: "a model in a registry is signed and verified as an image: 'lockstep sign image', 'verify image'")
        }
        self.place = place.contains("://") ? place : ModelStore.named(place)
    }

    /// As statements about it name it.
    var name: String {
        isRemote ? ModelStore.name(of: place) : URL(fileURLWithPath: place).lastPathComponent
    }

    /// The model's files as they are now.
    ///
    /// - Parameter showsProgress: whether it is told how much has been read.
    func content(
        by method: FileDigestMethod, hasher: ModelHasher = ModelHasher(), showsProgress: Bool = true
    ) async throws -> ModelContent {
        let isHere = !isRemote && FileManager.default.fileExists(atPath: place)
        let show: @Sendable (HashingProgress) -> Void = { progress in
            if showsProgress { BatchOptions.show("read \(progress.done >> 20) of \(progress.total >> 20) MiB") }
        }
        defer { if showsProgress { BatchOptions.show("") } }
        switch method {
        case .chunked:
            guard isHere else { throw Failure("expected a folder or a file of this machine, found '\(place)'") }
            let digests = try await hasher.digests(
                of: try ModelFolder(at: place), method: .chunked, progress: show)
            guard !digests.files.isEmpty else { throw Failure("expected at least one file in '\(place)', found none") }
            return .chunked(name: name, root: digests.root)
        case .whole:
            if isHere {
                let resources = try await ModelResource.all(in: place, by: hasher, progress: show)
                return .whole(try ModelStatement(name: name, resources: resources))
            }
            guard let resources = try await store.resources(place) else { throw Failure("no model at '\(place)'") }
            return .whole(try ModelStatement(name: name, resources: resources))
        }
    }

    /// The bundles that lie beside it.
    func bundles(for environment: String) async throws -> [[UInt8]] {
        var bundles: [[UInt8]] = []
        for number in 1...ModelStore.mostBundles {
            let bundle = ModelStore.bundle(of: place, environment: environment, number: number)
            guard let bytes = try await store.read(bundle) else { break }
            bundles.append(bytes)
        }
        return bundles
    }

    /// Where a new bundle is written: beside what is here, else in this folder.
    func bundlePath(for environment: String, number: Int) -> String {
        let path = ModelStore.bundle(of: place, environment: environment, number: number)
        guard isRemote else { return path }
        let file = path.split(separator: "/").last.map(String.init) ?? path
        return place.hasPrefix("hf://") ? file.split(separator: ":").last.map(String.init) ?? file : file
    }

    /// What is left to do with a bundle that was written here; nil where it lies in its place.
    func publication(of path: String) -> String? {
        guard isRemote else { return nil }
        guard place.hasPrefix("hf://") else {
            let folder = place.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
            return "publish it as \(folder)/\(path)"
        }
        let model = place.dropFirst("hf://".count).prefix { $0 != ":" }
        let target = "\(HubModelStore.signatures)/\(path)"
        return "publish it with 'hf upload \(model) \(path) \(target)'"
    }
}

/// What a model's files are, in the form in which they are signed.
enum ModelContent: Sendable {
    case whole(ModelStatement)
    /// The root covers names, lengths and order by itself.
    case chunked(name: String, root: SHA256Digest)

    var root: SHA256Digest {
        switch self {
        case .whole(let model): model.root
        case .chunked(_, let root): root
        }
    }

    func statement(_ binding: ReleaseBinding) throws(TrustError) -> Statement {
        switch self {
        case .whole(let model):
            try ModelStatement(name: model.name, resources: model.resources, binding: binding).statement
        case .chunked(let name, let root): ModelStatement.chunked(name: name, root: root, binding: binding)
        }
    }
}
