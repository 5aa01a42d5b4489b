import Foundation

/// Digests the files of a model on threads of its own: each core runs SHA-256 at its full speed, and no thread of the
/// cooperative pool waits for the disk.
package struct ModelHasher: Sendable {
    /// At least 1.
    package let threads: Int

    package init(threads: Int = ProcessInfo.processInfo.activeProcessorCount) { self.threads = max(threads, 1) }

    /// - Parameter progress: called from any thread, about every 16 MiB and at the end.
    /// - Throws: ``TrustError/changed(_:)`` where anything in the folder changed since it was walked,
    ///   ``TrustError/system(_:path:code:)``, ``TrustError/fileKind(_:found:)``, ``TrustError/cancelled`` where the task was.
    package func digests(
        of folder: ModelFolder, method: FileDigestMethod = .whole,
        progress: @escaping @Sendable (HashingProgress) -> Void = { _ in }
    ) async throws(TrustError) -> ModelDigests {
        let queue = HashingQueue(folder: folder, method: method, workers: threads, progress: progress)
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<_, Never>) in
                for _ in 0..<threads {
                    Thread.detachNewThread {
                        HashingWorker(folder: folder, method: method, queue: queue).run()
                        if queue.leave() { continuation.resume(returning: Self.finish(queue, folder)) }
                    }
                }
            }
        } onCancel: {
            queue.cancel()
        }
        let parts = try result.get()
        let files = zip(folder.files, parts).map { file, parts in
            let digest = method == .whole ? parts.first ?? [] : ChunkedDigest.finish(parts, size: file.size)
            return ModelDigests.File(path: file.path, size: file.size, digest: digest)
        }
        return try ModelDigests(method: method, files: files)
    }

    /// The digests, where the folder is still the one that was walked.
    private static func finish(_ queue: HashingQueue, _ folder: ModelFolder) -> Result<[[[UInt8]]], TrustError> {
        let result = queue.result()
        guard case .success = result else { return result }
        do throws(TrustError) { try folder.checkUnchanged() } catch { return .failure(error) }
        return result
    }
}
