import PolicyV1

let alice = Subject("alice", groups: ["release-managers"])
let bob = Subject("bob", groups: ["release-managers"])
let carol = Subject("carol", groups: ["release-managers"])
let dora = Subject("dora", groups: ["developers"])
let otto = Subject("otto", groups: ["on-call"])
let fraud = Application(project: "risk", name: "fraud-detection")

func change(by author: Subject, _ approvals: [Approval]) -> Change {
    Change(author: author, approvals: approvals, revision: "r1")
}

test("two release managers promote what a third person wrote") {
    let approved = change(by: dora, [Approval(by: bob, revision: "r1"), Approval(by: carol, revision: "r1")])
    expect("promotions", request(by: alice, .promote, on: fraud, environment: "production", change: approved), permittedBy: "two-release-managers")
}

test("an approval of another revision, twice by one person, or by the author does not count") {
    let other = change(by: dora, [Approval(by: bob, revision: "r0"), Approval(by: carol, revision: "r1")])
    expect("promotions", request(by: alice, .promote, on: fraud, environment: "production", change: other), .deny)
    let twice = change(by: dora, [Approval(by: bob, revision: "r1"), Approval(by: bob, revision: "r1")])
    expect("promotions", request(by: alice, .promote, on: fraud, environment: "production", change: twice), .deny)
    let own = change(by: bob, [Approval(by: bob, revision: "r1"), Approval(by: carol, revision: "r1")])
    expect("promotions", request(by: alice, .promote, on: fraud, environment: "production", change: own), .deny)
}

test("an author cannot promote their own change, whoever approved it") {
    let own = change(by: alice, [Approval(by: bob, revision: "r1"), Approval(by: carol, revision: "r1")])
    expect("promotions", request(by: alice, .promote, on: fraud, environment: "production", change: own), forbiddenBy: "author-promotes-own-change")
}

test("developers promote to staging, not to production") {
    let own = change(by: dora, [])
    expect("promotions", request(by: dora, .promote, on: fraud, environment: "staging", change: own), permittedBy: "developers-before-production")
    expect("promotions", request(by: dora, .promote, on: fraud, environment: "production", change: own), .deny)
}

test("whoever is on call rolls back alone, and promotes only with two others") {
    let any = change(by: dora, [])
    expect("promotions", request(by: otto, .rollback, on: fraud, environment: "production", change: any), permittedBy: "safer-at-once")
    expect("promotions", request(by: otto, .promote, on: fraud, environment: "production", change: any), .deny)
    let two = BreakGlass(approvals: [Approval(by: alice, revision: "r1"), Approval(by: bob, revision: "r1")], reason: "outage")
    expect("promotions", request(by: otto, .promote, on: fraud, environment: "production", change: any, breakGlass: two), permittedBy: "break-glass")
    let own = BreakGlass(approvals: [Approval(by: alice, revision: "r1"), Approval(by: otto, revision: "r1")], reason: "outage")
    expect("promotions", request(by: otto, .promote, on: fraud, environment: "production", change: any, breakGlass: own), .deny)
    let silent = BreakGlass(approvals: [Approval(by: alice, revision: "r1"), Approval(by: bob, revision: "r1")])
    expect("promotions", request(by: otto, .promote, on: fraud, environment: "production", change: any, breakGlass: silent), .deny)
}

property("during a freeze nothing is promoted without break-glass") { (request: Request<Application>) in
    implies(
        freeze.covers(request.time) && request.breakGlass == nil && request.action == .promote,
        decision("promotions", request) == .deny)
}

property("nobody promotes their own change to production") { (request: Request<Application>) in
    implies(
        request.action == .promote && request.environment.name == "production" && request.subject == request.change.author,
        decision("promotions", request) == .deny)
}
