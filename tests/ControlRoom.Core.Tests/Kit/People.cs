using ControlRoom.Core.Kernel;
using ControlRoom.Core.Users;

namespace ControlRoom.Tests.Kit;

/// <summary>Somebody who is in every test database, with the password <see cref="People.Password"/>.</summary>
public sealed record Person(Guid Id, string Email, string Name, Role Role)
{
    /// <summary>The person with a new intention: its own idempotency key.</summary>
    public Caller Call() => new Caller(Id, Name, Role, SignedWith.Session, "127.0.0.1", Guid.NewGuid()).With(Intents.New());

    internal User Row() => User.Create(Id, Email, Name, Role, Id == Ids.System ? null : People.PasswordHash, null, FakeTime.Morning.AddDays(-30));
}

public static class People
{
    public const string Password = "correct horse";

    /// <summary>One round of hashing: the tests are not about the work factor.</summary>
    internal static readonly string PasswordHash = Core.Users.PasswordHash.Of(Password, iterations: 1);

    public static readonly Person Admin = Of(1, "admin", Role.Admin), Manager = Of(2, "manager", Role.Manager), Auditor = Of(3, "auditor", Role.Auditor),
        Operator = Of(4, "operator", Role.Operator), Viewer = Of(5, "viewer", Role.Viewer),
        SecondManager = Of(6, "manager2", Role.Manager), SecondOperator = Of(7, "operator2", Role.Operator);

    public static readonly IReadOnlyList<Person> All =
        [new(Ids.System, "system@local", "System jobs", Role.Admin), Admin, Manager, Auditor, Operator, Viewer, SecondManager, SecondOperator];

    /// <summary>The first person with the role.</summary>
    public static Person With(Role role) => All.First(p => p.Role == role && p.Id != Ids.System);

    private static Person Of(int number, string name, Role role) => new(new Guid(number, 0, 0x7000, 0x80, 0, 0, 0, 0, 0, 0, 1), $"{name}@plant.test", $"Test {name}", role);
}

public static class Intents
{
    public static Intent New(string path = "/test", string fingerprint = "") => new(Guid.NewGuid(), "POST", path, fingerprint);

    /// <summary>The same person with another, new intention.</summary>
    public static Caller Again(this Caller caller) => caller.With(New());
}
