import Foundation
import Manifests
import Service

/// What the training pipeline of the demo was told.
actor DemoInbox {
    private var messages: [RetrainingInbox.Message] = []
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func take(_ message: RetrainingInbox.Message) {
        messages.append(message)
        for continuation in waiting { continuation.resume() }
        waiting = []
    }

    /// The first message, once it is there.
    func first() async -> (event: Value, isSigned: Bool) {
        while messages.isEmpty { await withCheckedContinuation { waiting.append($0) } }
        let event = messages.first.flatMap { try? JSON.parse($0.body) } ?? [:]
        return (event, messages.first?.signature != nil)
    }
}
