extension GitStore {
    /// Where the repository was cloned from, without user and secret; nil for one that was not cloned, and for an address
    /// that Lockstep cannot use.
    package func originAddress() throws -> RemoteAddress? { try originText().flatMap { try? RemoteAddress($0) } }

    /// As it is written in the repository's configuration; nil for one that was not cloned.
    package func originText() throws -> String? {
        try local("read", { () throws(NativeFailure) in try native.originURL() })
    }
}
