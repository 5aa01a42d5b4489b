import Trust

/// Writes a signature where a program or a person looks for it, and says so.
enum SignedFile {
    static func write(_ bytes: [UInt8], path: String) throws(TrustError) {
        try DurableFile.write(bytes, path: path)
        print("wrote \(path)")
    }
}
