import Cluster
import Foundation
import Trust

/// Large answers of API servers, kept in a folder of this user's: documents by the hash that the server gave them, discovery
/// by its ETag.
///
/// A server of many kinds has megabytes of them, and they change when it is upgraded or a definition is. What is in the folder
/// may be lost, and is believed only as it was written: a file that somebody else could have written, that was cut or renamed,
/// or that is not ours, counts as none.
package struct AnswerFolder: AnswerKeeper {
    /// Bytes: below, a server answers as fast as a disk.
    private static let smallest = 32 << 10
    /// Bytes of one answer, and of all.
    private static let largest = 32 << 20
    private static let all = 96 << 20

    private let path: String
    private let least: Int
    private let most: Int

    package init(_ path: String) { self.init(path, least: Self.smallest, most: Self.all) }

    /// - Parameters:
    ///   - least: bytes of an answer that is worth it.
    ///   - most: bytes of all files.
    init(_ path: String, least: Int, most: Int) {
        self.path = path
        self.least = least
        self.most = most
    }

    package func answer(_ key: String) -> [UInt8]? {
        let descriptor = open(file(key), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, Self.isPrivate(status, kind: S_IFREG),
            (0...Self.largest + 64).contains(Int(status.st_size))
        else { return nil }
        guard let content = Self.read(descriptor, count: Int(status.st_size)), content.count > 64 else { return nil }
        let answer = Array(content[64...])
        guard Array(content[..<64]) == Self.digest(of: answer, key) else { return nil }
        // The newest of the others stay longest.
        futimens(descriptor, nil)
        return answer
    }

    package func keep(_ answer: [UInt8], as key: String) {
        guard (least...Self.largest).contains(answer.count), makeFolder() else { return }
        // What could not be kept is asked for again.
        guard (try? DurableFile.write(Self.digest(of: answer, key) + answer, path: file(key), mode: 0o600)) != nil
        else { return }
        removeOldest()
    }

    private func file(_ key: String) -> String { "\(path)/\(SHA256Digest(of: key.utf8).hex)" }

    /// 64 hexadecimal digits, of the answer under its key: a file that is given another's name is none.
    private static func digest(of answer: [UInt8], _ key: String) -> [UInt8] {
        Array(SHA256Digest(of: SHA256Digest(of: key.utf8).bytes + answer).hex.utf8)
    }

    private static func isPrivate(_ status: stat, kind: mode_t) -> Bool {
        status.st_mode & S_IFMT == kind && status.st_uid == geteuid() && status.st_mode & 0o022 == 0
    }

    private static func read(_ descriptor: Int32, count: Int) -> [UInt8]? {
        var content = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let got = content.withUnsafeMutableBytes { buffer in
                Foundation.read(descriptor, buffer.baseAddress.map { $0 + filled }, count - filled)
            }
            if got < 0, errno == EINTR { continue }
            guard got > 0 else { return nil }
            filled += got
        }
        return content
    }

    /// - Returns: false where there is none that is this user's alone to write.
    private func makeFolder() -> Bool {
        let parts = path.split(separator: "/")
        guard path.hasPrefix("/") else { return false }
        for end in parts.indices { mkdir("/" + parts[...end].joined(separator: "/"), 0o700) }
        var status = stat()
        return lstat(path, &status) == 0 && Self.isPrivate(status, kind: S_IFDIR)
    }

    private func removeOldest() {
        var files: [(path: String, bytes: Int, at: (Int, Int))] = []
        for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] where name.utf8.count == 64 {
            var status = stat()
            guard lstat("\(path)/\(name)", &status) == 0 else { continue }
            files.append(
                ("\(path)/\(name)", Int(status.st_size), (status.st_mtim.tv_sec, status.st_mtim.tv_nsec)))
        }
        var bytes = files.reduce(0) { $0 + $1.bytes }
        for file in files.sorted(by: { $0.at < $1.at }) where bytes > most {
            unlink(file.path)
            bytes -= file.bytes
        }
    }
}
