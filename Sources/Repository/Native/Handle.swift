import CLibgit2
import Foundation

/// Owns one object of libgit2, and frees it.
struct Handle: ~Copyable {
    let pointer: OpaquePointer
    private let release: (OpaquePointer?) -> Void

    /// Calls a function that makes an object through its first parameter.
    init(
        _ release: @escaping (OpaquePointer?) -> Void,
        _ make: (UnsafeMutablePointer<OpaquePointer?>) -> Int32
    ) throws(NativeFailure) {
        var made: OpaquePointer?
        try Libgit2.check(make(&made))
        guard let made else { throw NativeFailure(code: GIT_ERROR, message: "libgit2 made nothing") }
        pointer = made
        self.release = release
    }

    deinit { release(pointer) }
}

/// Owns a buffer that libgit2 has filled.
struct NativeBuffer: ~Copyable {
    private var buffer = git_buf()

    mutating func fill(_ call: (UnsafeMutablePointer<git_buf>) -> Int32) throws(NativeFailure) {
        try Libgit2.check(call(&buffer))
    }

    var bytes: [UInt8] {
        guard let start = buffer.ptr else { return [] }
        return Array(UnsafeRawBufferPointer(start: start, count: buffer.size))
    }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    deinit {
        var last = buffer
        git_buf_dispose(&last)
    }
}

/// Lends C an array of strings for the time of a call.
func withStringArray<Result>(_ texts: [String], _ body: (UnsafePointer<git_strarray>) -> Result) -> Result {
    let copies = texts.map { strdup($0) }
    defer { copies.forEach { free($0) } }
    var pointers = copies
    return pointers.withUnsafeMutableBufferPointer { buffer in
        var array = git_strarray(strings: buffer.baseAddress, count: buffer.count)
        return body(&array)
    }
}
