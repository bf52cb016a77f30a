"""What is stored about a place's plan; each subject has its own file."""

from .models_accounts import AccountRange as AccountRange
from .models_accounts import AccountSum as AccountSum
from .models_budget import Budget as Budget
from .models_budget import CostLine as CostLine
from .models_budget import IncomeLine as IncomeLine
from .models_budget import OwnTimeLine as OwnTimeLine
from .models_budget import Purchase as Purchase
from .models_budget import SalesLine as SalesLine
from .models_legal import LegalValue as LegalValue
from .models_sheets import Confidentiality as Confidentiality
from .models_sheets import Offering as Offering
from .models_sheets import OpeningWeek as OpeningWeek
from .models_sheets import PlanNone as PlanNone
from .models_sheets import PlanSheets as PlanSheets
from .models_sheets import PremisesChoice as PremisesChoice
from .models_sheets import Safety as Safety
from .models_sheets import Staffing as Staffing
from .models_sheets import TechService as TechService
from .models_sheets import Training as Training
from .models_sheets import Unstaffed as Unstaffed
