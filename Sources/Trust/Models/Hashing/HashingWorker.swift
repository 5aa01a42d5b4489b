/// One thread's work: takes parts of files from the queue until there are none.
struct HashingWorker {
    let folder: ModelFolder
    let method: FileDigestMethod
    let queue: HashingQueue

    /// Bytes read at once, fetched ahead, and counted at once.
    private static let readSize = 256 << 10
    private static let aheadSize = 8 << 20
    private static let reportSize = 16 << 20

    func run() {
        withUnsafeTemporaryAllocation(byteCount: Self.readSize, alignment: 4096) { buffer in
            while let task = queue.take() {
                do throws(TrustError) {
                    queue.finish(task, digest: try digest(task, buffer: buffer))
                } catch { queue.fail(error) }
            }
        }
    }

    private func digest(_ task: HashingTask, buffer: UnsafeMutableRawBufferPointer) throws(TrustError) -> [UInt8] {
        let walked = folder.files[task.file]
        let file = try folder.handle.openFile(walked.path)
        // What was walked must be what is open: a file put in its place is a change.
        guard file.status == walked.status else { throw .changed(walked.path.text) }
        file.announceSequentialRead()
        var stream = method == .whole ? SHA256Stream() : ChunkedDigest.begin(task.range)
        var offset = task.range.lowerBound
        var fetched = offset
        var unreported = 0
        while offset < task.range.upperBound {
            if queue.mustStop { throw .cancelled }
            if fetched < task.range.upperBound, fetched < offset + Self.aheadSize {
                let end = min(fetched + Self.aheadSize, task.range.upperBound)
                file.fetchAhead(fetched..<end)
                fetched = end
            }
            let wanted = min(buffer.count, task.range.upperBound - offset)
            let count = file.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]), at: offset)
            guard count >= 0 else { throw .system("read", path: walked.path.text, code: Int32(-count)) }
            guard count > 0 else { throw .changed(walked.path.text) }
            stream.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            offset += count
            unreported += count
            if unreported >= Self.reportSize {
                queue.add(bytes: unreported)
                unreported = 0
            }
        }
        guard file.status == walked.status else { throw .changed(walked.path.text) }
        queue.add(bytes: unreported)
        return TreeHash(stream.finish()).bytes
    }
}
