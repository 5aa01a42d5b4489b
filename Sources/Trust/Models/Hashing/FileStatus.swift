import Glibc

/// What the system says of a file: enough to see that it was written to or replaced.
///
/// A change through a mapping, or one within the clock's tick that keeps the length, may go unseen; what is digested is
/// then still what was read.
struct FileStatus: Sendable, Hashable {
    let device: UInt64
    let inode: UInt64
    private let mode: UInt32
    let size: Int
    private let modified: [Int]
    private let changed: [Int]

    init(_ status: stat) {
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        mode = status.st_mode
        size = Int(status.st_size)
        modified = [status.st_mtim.tv_sec, status.st_mtim.tv_nsec]
        changed = [status.st_ctim.tv_sec, status.st_ctim.tv_nsec]
    }

    var isFile: Bool { mode & S_IFMT == S_IFREG }
    var isFolder: Bool { mode & S_IFMT == S_IFDIR }

    var kindInWords: String {
        switch mode & S_IFMT {
        case S_IFREG: "a file"
        case S_IFDIR: "a folder"
        case S_IFLNK: "a symbolic link"
        case S_IFIFO: "a FIFO"
        case S_IFSOCK: "a socket"
        case S_IFBLK, S_IFCHR: "a device"
        default: "something else"
        }
    }
}
