import ArgumentParser
import Foundation
import Synchronization
import Trust

/// Where keys are, and how their passphrases are asked for.
struct KeyOptions: ParsableArguments {
    @Option(help: "The folder that holds the keys.")
    var keys: String = ProcessEnvironment["LOCKSTEP_KEYS"] ?? DefaultFolder.data("keys")

    @Option(
        help: """
            Read the passphrase from this file descriptor instead of the terminal: one, for whatever is opened and \
            whatever is kept anew.
            """)
    var passphraseFD: Int32?

    @Flag(help: "Allow the keys of keys-example/, whose private halves are public. For the demo only.")
    var allowExampleKeys = false

    var store: KeyStore { KeyStore(folder: keys, allowsExampleKeys: allowExampleKeys) }

    /// Asks once; the terminal does not show what is typed.
    var passphrases: PassphraseSource { Self.passphrases(descriptor: passphraseFD) }

    static func passphrases(descriptor: Int32?) -> PassphraseSource {
        PassphraseSource { (what) throws(TrustError) in
            guard let descriptor else { return prompt(for: what) }
            return try given.withLock { (given) throws(TrustError) in
                if let known = given[descriptor] { return known }
                let name = "the passphrase on file descriptor \(descriptor)"
                let passphrase = line(try DurableFile.readSecret(descriptor: descriptor, what: name))
                given[descriptor] = passphrase
                return passphrase
            }
        }
    }

    /// What descriptors gave, each of which can be read once.
    private static let given = Mutex<[Int32: SecretMemory]>([:])

    /// One passphrase for several keys.
    static func onePassphrase(descriptor: Int32?) throws -> PassphraseSource {
        guard descriptor != nil else { return passphrases(descriptor: nil) }
        return .fixed(try passphrases(descriptor: descriptor).obtain(for: "the keys"))
    }

    func newPassphrase(for name: String) throws -> SecretMemory {
        let what = "the new key '\(name)'"
        guard passphraseFD != nil else { return try Self.typedTwice(for: what) }
        let passphrase = try passphrases.obtain(for: what)
        guard passphrase.count > 0 else {
            throw Failure("a key needs a passphrase", hint: "use --passphrase-fd where there is no terminal")
        }
        return passphrase
    }

    /// What would be lost with a slip of the finger is typed twice.
    ///
    /// - Throws: `passphraseNeeded` where there is no terminal.
    static func typedTwice(for what: String) throws -> SecretMemory {
        guard let first = prompt(for: what) else { throw TrustError.passphraseNeeded(what) }
        guard first.count > 0 else {
            throw Failure("\(what) needs a passphrase", hint: "use --passphrase-fd where there is no terminal")
        }
        guard let second = prompt(for: "\(what) again"), first.isEqual(to: second) else {
            throw Failure("the two passphrases for \(what) differ", hint: "nothing was written; begin again")
        }
        return first
    }

    /// - Returns: nil where there is no terminal.
    static func prompt(for what: String) -> SecretMemory? {
        var buffer = [CChar](repeating: 0, count: 1_024)
        defer { for index in buffer.indices { buffer[index] = 0 } }
        guard isatty(STDIN_FILENO) == 1, readpassphrase("passphrase for \(what): ", &buffer) else { return nil }
        return try? SecretMemory(copying: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) })
    }

    /// Without the line feed that `echo` leaves.
    static func line(_ secret: SecretMemory) -> SecretMemory? {
        var bytes = secret.exposedBytes
        if bytes.last == 0x0A { bytes.removeLast() }
        return try? SecretMemory(copying: bytes)
    }

    /// Reads a line from the terminal with echo off.
    private static func readpassphrase(_ prompt: String, _ buffer: inout [CChar]) -> Bool {
        guard let typed = getpass(prompt) else { return false }
        let count = min(strlen(typed), buffer.count - 1)
        for index in 0..<count { buffer[index] = typed[index] }
        memset(typed, 0, count)
        return true
    }
}

/// Which key signs: one of the store, a file descriptor, a file, or ssh-agent.
struct SigningKeyOptions: ParsableArguments {
    @OptionGroup var keys: KeyOptions

    @Option(
        help: """
            The key that signs: its name in the store, a path with a '/' in it, 'fd:N' for an open file descriptor, or \
            'agent:SHA256:…' for ssh-agent; else the file descriptor that $LOCKSTEP_KEY_FD names.
            """)
    var key: String?

    func signingKey() throws -> SigningKey { try namedSigningKey().key }

    /// The key, and the identifier by which minisign knows it, where it does.
    func namedSigningKey() throws -> (key: SigningKey, minisignID: MinisignKeyID?) {
        let environment = ProcessEnvironment.variables
        let source: SigningKeySource
        if let key {
            source = try SigningKeySource(key, environment: environment)
        } else if let given = try SigningKeySource.fromEnvironment(environment) {
            source = given
        } else {
            throw Failure(
                "expected a key to sign with, found none",
                hint: "name it with --key, or an open file descriptor in \(SigningKeySource.descriptorVariable)")
        }
        return try source.openNamed(store: keys.store, passphrase: keys.passphrases)
    }
}
