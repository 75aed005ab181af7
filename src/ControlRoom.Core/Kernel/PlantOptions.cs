namespace ControlRoom.Core.Kernel;

/// <summary>Settings of the plant, section <c>ControlRoom</c> of the configuration. Every key is explained in <c>appsettings.sample.json</c>.</summary>
public sealed class PlantOptions
{
    public const string Section = "ControlRoom";

    /// <summary>production, staging, development or test; a missing or unknown word counts as production.</summary>
    public string? Environment { get; set; }
    public bool Demo { get; set; }
    public bool Simulator { get; set; }
    public string? DemoPassword { get; set; } = "control-room";

    /// <summary>PIN of all demo badges; empty: badges open nothing.</summary>
    public string? DemoPin { get; set; } = "2468";
    public string SiteCode { get; set; } = "DUNA";
    public string TimeZone { get; set; } = "Europe/Budapest";
    public string DefaultCulture { get; set; } = "en";
    public string DataDirectory { get; set; } = "data";

    /// <summary>sqlite or postgres.</summary>
    public string Database { get; set; } = "sqlite";
    /// <summary>Whether this process runs the timetable; with several processes at least one must.</summary>
    public bool Schedule { get; set; } = true;
    public bool RequireLotsPerStep { get; set; } = true;

    /// <summary>Whoever submitted a flow version may not approve it.</summary>
    public bool FourEyes { get; set; } = true;
    public int MaxActiveRunsPerSite { get; set; } = 6;

    /// <summary>Local time at which the production day begins; codes keep the calendar date.</summary>
    public TimeOnly ProductionDayStart { get; set; } = TimeOnly.MinValue;
    public RateLimitOptions RateLimits { get; set; } = new();
    public BootstrapOptions Bootstrap { get; set; } = new();
    public BackupOptions Backup { get; set; } = new();
    public Gs1Options Gs1 { get; set; } = new();
    public SerialOptions Serials { get; set; } = new();

    public bool IsProduction => Environment?.ToUpperInvariant() is not ("STAGING" or "DEVELOPMENT" or "TEST");

    /// <summary>The environment in one word of the four.</summary>
    public string EnvironmentWord => IsProduction ? "production" : Environment!.ToLowerInvariant();

    /// <summary>The company prefix pallets get their SSCC from; empty: they get none. The demo has an invented one.</summary>
    public string CompanyPrefix => Gs1.CompanyPrefix ?? (Demo ? Gs1Options.DemoPrefix : "");

    public bool IsPostgres => string.Equals(Database, "postgres", StringComparison.OrdinalIgnoreCase);
}

public sealed class RateLimitOptions
{
    public bool Enabled { get; set; } = true;

    /// <summary>Length of the fixed window in seconds.</summary>
    public int WindowSeconds { get; set; } = 60;
}

/// <summary>The first administrator of a database without users.</summary>
public sealed class BootstrapOptions
{
    public string? Email { get; set; }
    public string? Password { get; set; }
}

/// <summary>Numbers on labels.</summary>
public sealed class Gs1Options
{
    /// <summary>Given to nobody.</summary>
    public const string DemoPrefix = "5990000";

    /// <summary>4 to 12 digits as GS1 gave them to the company. Empty: pallets get no SSCC.</summary>
    public string? CompanyPrefix { get; set; }

    /// <summary>First digit of every SSCC, 0 to 9.</summary>
    public int ExtensionDigit { get; set; } = 3;
}

/// <summary>Serials of pieces. Their salts are read where they are kept, key by key.</summary>
public sealed class SerialOptions
{
    /// <summary>How many serials one address may verify in an hour.</summary>
    public int VerifyPerHour { get; set; } = 60;
}

public sealed class BackupOptions
{
    /// <summary>Whether the timetable makes and verifies backups; when it does not say, in production only.</summary>
    public bool? Enabled { get; set; }

    /// <summary>Where they go; when it does not say, <c>backups</c> in the data directory.</summary>
    public string? Directory { get; set; }

    /// <summary>Older ones are removed, but never the newest.</summary>
    public int KeepDays { get; set; } = 7;

    /// <summary>The newest of each week, Monday to Sunday in UTC, is kept this long.</summary>
    public int KeepWeeks { get; set; } = 5;

    /// <summary>File with 32 random bytes; with it backups are encrypted.</summary>
    public string? KeyFile { get; set; }

    /// <summary>Folder of pg_dump and pg_restore, when they are not found by themselves.</summary>
    public string? PostgresTools { get; set; }
}
