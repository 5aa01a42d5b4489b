import Manifests
import Testing

@testable import StructuredMerge

/// Every recorded write whose live object the earlier answers give is done again here.
@Suite(.enabled(if: Fixtures.areThere, Fixtures.missing)) struct RecordedApplyTests {
    /// A recorded exchange with the object that stood there before it.
    struct Step: CustomTestStringConvertible, Sendable {
        var exchange: Exchange
        var live: Value?
        var testDescription: String { exchange.name }
    }

    static func steps(_ name: String) -> [Step] {
        var objects: [String: Value] = [:]
        var steps: [Step] = []
        for exchange in (try? Fixtures.exchanges(name)) ?? [] {
            var path = exchange.path
            if exchange.method == "POST", let name = exchange.answer[path: "metadata", "name"]?.string {
                path += "/" + name
            }
            steps.append(Step(exchange: exchange, live: objects[path]))
            if (200..<300).contains(exchange.status), !exchange.isDryRun, exchange.method != "DELETE",
                exchange.answer[path: "metadata", "uid"] != nil
            {
                objects[path] = exchange.answer
            }
        }
        return steps
    }

    static let catalog: SchemaCatalog = {
        var catalog = SchemaCatalog.builtIn
        if let document = try? Fixtures.json("openapi/apis_serving.kserve.io_v1beta1.json"),
            let served = try? SchemaCatalog(openAPIV3: document)
        {
            catalog.merge(served)
        }
        return catalog
    }()

    static let applies = (steps("server-side-apply") + steps("writes")).filter {
        $0.exchange.isApply
            && !["no field manager", "name mismatch", "no namespace", "immutable selector"].contains($0.exchange.name)
    }

    @Test func `there are recordings of both kinds`() {
        #expect(Self.applies.count >= 30)
        #expect(Self.updates.count >= 15)
    }

    @Test(arguments: applies) func `an apply gives the recorded answer`(step: Step) throws {
        let exchange = step.exchange
        let schema = Self.catalog[exchange.kind]
        let isCustom = exchange.kind.group.contains("kserve")
        let result = Merge.apply(
            exchange.body, to: step.live, schema: schema, manager: exchange.query["fieldManager"] ?? "",
            apiVersion: exchange.kind.apiVersion, force: exchange.query["force"] == "true",
            subresource: exchange.subresource, time: exchange.time,
            resetFields: ResetFields.of(exchange.kind, subresource: exchange.subresource, isCustomResource: isCustom))
        switch result {
        case .failure(.conflict(let error)):
            #expect(exchange.status == 409)
            #expect(error.description == exchange.answer["message"]?.string)
            let causes = exchange.answer[path: "details", "causes"]?.array ?? []
            #expect(causes.map { $0["message"]?.string } == error.causes.map(\.message))
            #expect(causes.map { $0["field"]?.string } == error.causes.map(\.field))
            #expect(causes.map { $0["reason"]?.string } == error.causes.map(\.reason))
        case .failure(.invalid(let error)):
            #expect(exchange.status == 500)
            #expect(error.message == exchange.answer["message"]?.string)
        case .success(let outcome):
            try #require((200..<300).contains(exchange.status))
            expectSameContent(outcome.object, exchange.answer, live: step.live, schema)
            try expectSameManagers(finished(outcome.object, step), exchange.answer)
        }
    }

    /// What the server does behind the merge: defaults from the recorded answer, then the old timestamps where
    /// nothing else changed.
    private func finished(_ object: Value, _ step: Step) throws -> Value {
        let defaulted = step.exchange.answer.withoutManagedFields.with(try ManagedFields(of: object))
        return step.live.map { Merge.keepingTimestamps(of: $0, in: defaulted) } ?? defaulted
    }

    private func expectSameManagers(_ object: Value, _ answer: Value) throws {
        #expect(try ManagedFields(of: object).entries == ManagedFields(of: answer).entries)
    }

    /// The merged object is the recorded one before defaulting and normalising.
    private func expectSameContent(_ merged: Value, _ answer: Value, live: Value?, _ schema: TypeSchema) {
        let bookkeeping = StrippedFields.set.union(
            FieldSet([FieldPath(fields: "stringData"), FieldPath(fields: "data")]))
        let difference = schema.compare(merged.withoutManagedFields, answer.withoutManagedFields)
        #expect(difference.removed.recursiveSubtracting(bookkeeping).isEmpty, "\(difference.removed)")
        for path in difference.modified.subtracting(bookkeeping).paths() {
            let (a, b) = (value(merged, path), value(answer, path))
            #expect(Quantity.same(a, b), "\(path): \(String(describing: a)) or \(String(describing: b))")
        }
        let kept = FieldSet.ofLeaves(in: live ?? [:], schema: schema)
        #expect(difference.added.subtracting(bookkeeping).intersection(kept).isEmpty, "\(difference.added)")
    }

    private func value(_ object: Value, _ path: FieldPath) -> Value? {
        path.elements.reduce(object as Value?) { value, element in
            switch element {
            case .field(let name): value?[name]
            case .key(let key): value?.array?.first { item in key.allSatisfy { item[$0.key] == $0.value } }
            default: nil
            }
        }
    }

    static let updates = steps("writes").filter { step in
        ["POST", "PUT", "PATCH"].contains(step.exchange.method) && !step.exchange.isApply && !step.exchange.isDryRun
            && (200..<300).contains(step.exchange.status)
            && step.exchange.answer[path: "metadata", "managedFields"] != nil
            && !step.exchange.path.contains("selfsubject")
    }

    /// Ownership is settled before the strategy of a kind adds its own fields: a namespace's finalizers and phase.
    private func beforeStrategy(_ object: Value) -> Value {
        guard object["kind"] == "Namespace", case .object(var members) = object else { return object }
        members["spec"] = nil
        members["status"] = nil
        return .object(members)
    }

    @Test(arguments: updates) func `an update gives the recorded managers`(step: Step) throws {
        let exchange = step.exchange
        let updated = Merge.update(
            from: step.live, to: beforeStrategy(exchange.answer.withoutManagedFields),
            schema: Self.catalog[exchange.kind],
            manager: exchange.query["fieldManager"] ?? "python-requests", apiVersion: exchange.kind.apiVersion,
            subresource: exchange.subresource, time: exchange.time,
            resetFields: ResetFields.of(exchange.kind, subresource: exchange.subresource, isCustomResource: false))
        try expectSameManagers(updated, exchange.answer)
    }
}
