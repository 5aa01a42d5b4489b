import Glibc
package import Manifests

/// Keeps decision records in a file, one JSON line each, appended.
///
/// A file that has grown past a size is set aside under a name with the time, and the oldest of those are removed.
package actor DecisionFile: DecisionLog {
    package struct Rotation: Sendable {
        /// Bytes after which a file is set aside.
        package var bytes: Int
        /// Files that were set aside and are kept.
        package var files: Int

        package init(bytes: Int = 64 << 20, files: Int = 16) {
            self.bytes = bytes
            self.files = files
        }
    }

    package nonisolated let mask: DecisionMask
    private let path: String
    private let point: String
    private let rotation: Rotation?
    private let onFault: @Sendable (String) -> Void
    private var descriptor: Int32
    private var size: Int
    /// Digests of the inventories that the current file lists.
    private var listed: Set<String> = []
    private var fault: Diagnostic?

    /// - Parameters:
    ///   - point: where decisions are made, as records say it.
    ///   - rotation: nil lets the file grow.
    ///   - onFault: is told once when a record could not be kept.
    /// - Throws: a ``Diagnostic`` where the file cannot be opened.
    package init(
        path: String, point: String, mask: DecisionMask, rotation: Rotation? = nil,
        onFault: @escaping @Sendable (String) -> Void = { _ in }
    ) throws(Diagnostic) {
        self.path = path
        self.point = point
        self.mask = mask
        self.rotation = rotation
        self.onFault = onFault
        (descriptor, size) = try Self.open(path)
    }

    deinit { if descriptor >= 0 { Glibc.close(descriptor) } }

    package func record(_ decisions: [DecisionRecord]) {
        guard !decisions.isEmpty, descriptor >= 0 else { return }
        do throws(Diagnostic) {
            if let rotation, size >= rotation.bytes { try rotate(rotation) }
            var bytes: [UInt8] = []
            for decision in decisions {
                let isNew = decision.input?.inventory.map { listed.insert($0.digest).inserted } ?? false
                bytes += JSON.write(decision.value(at: point, listsInventory: isNew)) + [UInt8(ascii: "\n")]
            }
            try write(bytes)
            // INVARIANT: durable before the objects are applied.
            guard fsync(descriptor) == 0 || errno == EINVAL || errno == EROFS else { throw Self.fault("keep", path) }
        } catch {
            if fault == nil { onFault(error.message) }
            fault = error
        }
    }

    /// - Throws: what kept a record from being written.
    package func close() throws {
        if descriptor >= 0 { Glibc.close(descriptor) }
        descriptor = -1
        if let fault { throw fault }
    }

    private func write(_ bytes: [UInt8]) throws(Diagnostic) {
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Self.fault("write", path) }
            written += count
        }
        size += bytes.count
    }

    private func rotate(_ rotation: Rotation) throws(Diagnostic) {
        let aside = "\(path).\(DecisionRecord.text(Instant.now().milliseconds))"
        guard rename(path, aside) == 0 else { throw Self.fault("set aside", path) }
        Glibc.close(descriptor)
        descriptor = -1
        (descriptor, size) = try Self.open(path)
        listed = []
        for old in Self.setAside(path).dropLast(rotation.files) { unlink(old) }
    }

    /// Files that were set aside, the oldest first.
    private static func setAside(_ path: String) -> [String] {
        let (folder, name) = (path.folder.isEmpty ? "." : path.folder, path.fileName)
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let found = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if found.hasPrefix("\(name).") { names.append("\(folder)/\(found)") }
        }
        return names.sorted()
    }

    private static func open(_ path: String) throws(Diagnostic) -> (Int32, Int) {
        // Records tell what runs where: for their owner alone.
        let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw fault("open", path) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            Glibc.close(descriptor)
            throw fault("open", path)
        }
        return (descriptor, Int(status.st_size))
    }

    private static func fault(_ verb: String, _ path: String) -> Diagnostic {
        .error("expected to \(verb) '\(path)', found \(String(cString: strerror(errno)).lowercased())", at: nil)
    }
}
