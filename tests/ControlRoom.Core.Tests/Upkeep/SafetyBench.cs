using System.Globalization;
using System.Text.RegularExpressions;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Stock;
using ControlRoom.Core.Upkeep;
using ControlRoom.Tests.Kit;
using Microsoft.Extensions.DependencyInjection;

namespace ControlRoom.Core.Tests.Upkeep;

/// <summary>A plant with a few empty buffers, and an administrator in front of a terminal.</summary>
internal sealed partial class SafetyBench(TestPlant plant, Probe probe) : IAsyncDisposable
{
    public const string Production = "Environment=production", Elsewhere = "Environment=test";

    public TestPlant Plant => plant;
    public Probe Probe => probe;
    public OperationRunner Runner => plant.Get<OperationRunner>();

    public static async Task<SafetyBench> Start(Db db, string environment = Production, params string[] buffers)
    {
        var probe = new Probe();
        var bench = new SafetyBench(await TestPlant.Start(db, [environment], services =>
        {
            services.Remove(services.Single(s => s.ImplementationType == typeof(DeleteBufferOperation)));
            services.AddSingleton<ProtectedAct>(probe);
        }), probe);
        foreach (var code in buffers) await bench.Buffer(code);
        return bench;
    }

    public async Task<BufferRow> Buffer(string code) => (await plant.Get<CreateBufferHandler>().Handle(new CreateBuffer(code, BufferType.Mix, new BufferInput
    {
        AllowedLotTypes = [LotType.Mix], CapacityKg = 100, TempMinC = 0, TempMaxC = 4, NameHu = code + " hűtő", NameEn = code + " chiller",
    }), plant.Manager, TestPlant.Ct)).Must();

    public void Protect(params string[] codes) => probe.Unsafe = t => codes.Contains(t.Code) ? Refusal.Conflict("HAS_STOCK").With("kg", 544.00m).For(bufferCode: t.Code) : null;

    public async Task<IReadOnlyList<string?>> Buffers() => await plant.Column<string>($"SELECT buffer_code FROM buffers ORDER BY buffer_code");

    public static OperationRequest Ask(params string[] selectors) => new(Probe.Is, selectors);

    /// <summary>Runs as on the command line and reads what it says; ids are hidden, because they are never the same.</summary>
    /// <param name="input">What the person types; null: nobody is there.</param>
    public async Task<Said> Say(OperationRequest request, string? input = null, bool json = false, Marks? marks = null, Caller? by = null)
    {
        using var keyboard = new Keyboard(input ?? "");
        using var screen = new StringWriter(CultureInfo.InvariantCulture);
        using var errors = new StringWriter(CultureInfo.InvariantCulture);
        var terminal = new OperationTerminal(Runner, new Screen(keyboard, screen, errors, input is not null, json, marks ?? Marks.Unicode));
        var code = await terminal.Run(plant.Get<DestructiveOperations>()[request.Operation], request, by ?? plant.Admin, TestPlant.Ct);
        return new Said(code, Id().Replace(screen.ToString(), "{id}"), Id().Replace(errors.ToString(), "{id}"), keyboard.Reads);
    }

    public ValueTask DisposeAsync() => plant.DisposeAsync();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Id();

    private sealed class Keyboard(string text) : TextReader
    {
        private readonly StringReader inner = new(text);

        public int Reads { get; private set; }

        public override ValueTask<string?> ReadLineAsync(CancellationToken cancellationToken)
        {
            Reads++;
            return inner.ReadLineAsync(cancellationToken);
        }

        protected override void Dispose(bool disposing)
        {
            inner.Dispose();
            base.Dispose(disposing);
        }
    }
}

/// <param name="Reads">How often somebody was asked.</param>
internal sealed record Said(int Code, string Out, string Error, int Reads);
