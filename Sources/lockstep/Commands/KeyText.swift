import ArgumentParser
import Manifests
import Trust

/// Keys for people and programs.
enum KeyText {
    static func show(_ records: [KeyRecord], _ format: OutputOptions) {
        if format.output == .json { return format.printJSON(["keys": .array(records.map(\.report))]) }
        for record in records {
            print(
                "\(record.name)\t\(record.publicKey.algorithm)\t\(record.stateName)\t\(record.publicKey.fingerprint)\t"
                    + record.comment)
        }
    }
}

extension KeyStore.Algorithm: ExpressibleByArgument {}
extension PublicKeyFile.Format: ExpressibleByArgument {}
extension PrivateKeyFile.Format: ExpressibleByArgument {}
