import Catalog
import Foundation
import Trust

/// Where a model lies: a folder or a file of this machine, or an address that a manifest could name.
struct ModelPlace {
    let place: String
    private let store = ModelStore.storages(environment: ProcessInfo.processInfo.environment)

    private var isRemote: Bool { place.contains("://") }

    init(_ place: String) throws {
        guard !place.hasPrefix("oci://") else {
            throw Failure(
                "expected a folder, a file or the address of a storage, found '\(place)'",
                hint: "a model in a registry is signed and verified as an image: 'lockstep sign image', 'verify image'")
        }
        self.place = place
    }

    /// As statements about it name it.
    var name: String {
        isRemote ? ModelStore.name(of: place) : URL(fileURLWithPath: place).lastPathComponent
    }

    func resources() async throws -> [ModelResource] {
        if !isRemote, FileManager.default.fileExists(atPath: place) {
            defer { Self.show("") }
            return try await ModelResource.all(in: place) { progress in
                Self.show("read \(progress.done >> 20) of \(progress.total >> 20) MiB")
            }
        }
        guard let resources = try await store.resources(place) else { throw Failure("no model at '\(place)'") }
        return resources
    }

    /// In the last line of a terminal on standard error, and nowhere else.
    private static func show(_ text: String) {
        guard isatty(STDERR_FILENO) == 1 else { return }
        FileHandle.standardError.write(Data("\r\u{1B}[K\(text)".utf8))
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
