import Logging
import Manifests

/// Writes to standard error what is logged; what of it cannot be seen, and would do something to a terminal, is escaped.
struct VisibleLogHandler: LogHandler {
    private var stream: StreamLogHandler

    init(label: String) { stream = .standardError(label: label) }

    var logLevel: Logger.Level {
        get { stream.logLevel }
        set { stream.logLevel = newValue }
    }

    var metadata: Logger.Metadata {
        get { stream.metadata }
        set { stream.metadata = newValue }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { stream[metadataKey: key] }
        set { stream[metadataKey: key] = newValue }
    }

    func log(event: LogEvent) {
        var event = event
        event.message = "\(VisibleText.escaped(event.message.description))"
        // Servers set some for each request, and write few of them: what is written is escaped, not what is set.
        event.metadata = Self.visible(metadata.merging(event.metadata ?? [:]) { $1 })
        stream.log(event: event)
    }

    private static func visible(_ metadata: Logger.Metadata) -> Logger.Metadata { metadata.mapValues(visible) }

    private static func visible(_ value: Logger.Metadata.Value) -> Logger.Metadata.Value {
        switch value {
        case .string(let text): .string(VisibleText.escaped(text))
        case .stringConvertible(let object): .string(VisibleText.escaped("\(object)"))
        case .array(let values): .array(values.map(visible))
        case .dictionary(let members): .dictionary(visible(members))
        }
    }
}
