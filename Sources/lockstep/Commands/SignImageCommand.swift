import ArgumentParser
import Delivery
import Foundation
import Manifests
import Trust

struct SignImageCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "image", abstract: "Sign images in their registries.",
        discussion: """
            Nothing is published before every image was looked up and its signatures are in the log. Where a registry \
            fails then, the other images are signed all the same; signing again signs the rest.
            """)

    @Argument(help: "The images; what a tag means now is signed, by digest.") var images: [String] = []
    @Option(help: "tag or referrers.") var layout: ImageSigner.Layout = .referrers
    @OptionGroup var batch: BatchOptions
    @OptionGroup var binding: BindingOptions
    @OptionGroup var signing: SigningOptions
    @OptionGroup var registry: RegistryOptions

    /// One image with all that is signed of it.
    private struct Draft: Sendable {
        var reference: ImageReference
        var signer: ImageSigner
        var digest: SHA256Digest
        var bindings: [ReleaseBinding]
        var signatures: [ImageSignature] = []
    }

    /// Registries that are asked at once.
    private static let width = 8

    func run() async throws {
        var drafts = try await drafts()
        let key = try signing.key.signingKey()
        let signatory = signing.signatory(key.publicKey)
        var entries: [LogEntry] = []
        for (index, draft) in drafts.enumerated() {
            drafts[index].signatures = try draft.bindings.map { binding in
                let signature = try ImageSignature(
                    of: draft.reference, digest: draft.digest, binding: binding, with: key, layout: layout)
                entries.append(
                    .signature(
                        signature.record, by: signatory, of: draft.digest, subject: draft.reference.name,
                        binding: binding, at: try RecordingOptions.time()))
                return signature
            }
        }
        let book = try signing.book()
        // In the log before it is in the registry: what verifies is logged.
        let receipts = try await book?.record(entries) ?? []
        defer { RecordingOptions.tell(receipts, in: book, quietly: true) }
        try await publish(drafts)
    }

    private func drafts() async throws -> [Draft] {
        let targets = try batch.targets(images)
        let progress = BatchProgress("found", of: targets.count)
        defer { BatchOptions.show("") }
        return try await Parallel.map(targets, limit: Self.width) { target in
            let reference = try ImageReference(target.place)
            let bindings = try binding.bindings(of: target, name: reference.name, among: targets.count)
            let signer = ImageSigner(reference, send: registry.sender(for: reference))
            let digest = try await signer.resolve()
            if targets.count > 1 { progress.add() }
            return Draft(reference: reference, signer: signer, digest: digest, bindings: bindings)
        }
    }

    /// Those of one repository one after another, since they are added to what the registry lists there.
    private func publish(_ drafts: [Draft]) async throws {
        let progress = BatchProgress("signed", of: drafts.count)
        let groups = Array(Dictionary(grouping: drafts.indices, by: { drafts[$0].reference.name }).values)
        let results = await Parallel.map(groups, limit: Self.width) { (group) async throws(Never) in
            var results: [(index: Int, error: TrustError?)] = []
            for index in group {
                do throws(TrustError) {
                    for signature in drafts[index].signatures { try await drafts[index].signer.publish(signature) }
                    results.append((index, nil))
                } catch {
                    results.append((index, error))
                }
                if drafts.count > 1 { progress.add() }
            }
            return results
        }.flatMap { $0 }.sorted { $0.index < $1.index }
        BatchOptions.show("")
        for (index, error) in results where error == nil {
            print("\(drafts[index].reference.name)@sha256:\(drafts[index].digest.hex)")
        }
        fflush(nil)
        let failures = results.compactMap { result in result.error.map { (result.index, $0) } }
        guard let (_, first) = failures.first else { return }
        guard drafts.count > 1 else { throw first }
        let lines = failures.map { "\(drafts[$0.0].reference): \($0.1)" }.joined(separator: "\nerror: ")
        throw Failure(
            "\(lines)\nerror: signed \(drafts.count - failures.count) of \(drafts.count) images",
            hint: "sign the others again once their registries answer", exit: first.exit)
    }
}
